/** A line that holds no JSON value stands as this, so that its number is kept. */
export const unreadable = Symbol('unreadable line');

/** The values of JSON lines; blank lines are `undefined`, broken ones {@link unreadable}. */
export function jsonLines(body: string): unknown[] {
  const lines = body.split('\n');
  if (lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line) => {
    if (line.trim() === '') return undefined;
    try {
      return JSON.parse(line) as unknown;
    } catch {
      return unreadable;
    }
  });
}
