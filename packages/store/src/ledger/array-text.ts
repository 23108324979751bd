/** Array literals of PostgreSQL: one text per column is far cheaper to send than a value per cell. */

/** For values that hold neither quotes, commas, braces nor blanks: numbers, dates, hex. */
export const plainArray = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;

/** For any text; null stands for SQL null. */
export function textArray(values: readonly (string | null)[]): string {
  let text = '{';
  for (let at = 0; at < values.length; at++) {
    if (at > 0) text += ',';
    const value = values[at];
    if (value === null || value === undefined) text += 'NULL';
    else text += needsEscape.test(value) ? `"${value.replace(everyEscape, '\\$&')}"` : `"${value}"`;
  }
  return `${text}}`;
}

const needsEscape = /["\\]/;
const everyEscape = /["\\]/g;
