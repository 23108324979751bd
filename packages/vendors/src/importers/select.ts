import { normalisedColumns } from '@exchequer/model';

/** A ClickHouse string literal. For values that only our own code makes. */
export function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/**
 * The SELECT list of a booking: every normalised column in order, with its own type, from the
 * given expressions; columns that are not named are empty or 0. `aliases` comes last.
 */
export function normalisedSelect(expressions: Readonly<Record<string, string>>, aliases: string): string {
  const columns = normalisedColumns.map(({ name, type }) => {
    const expression = expressions[name] ?? (isTextual(type) ? "''" : '0');
    return `CAST(${expression} AS ${type}) AS \`${name}\``;
  });
  return [...columns, `CAST(${aliases} AS Array(Tuple(String, UInt8))) AS aliases`].join(',\n  ');
}

/**
 * Who worked, as far as a log tells: the account whose home the working directory lies in. Logs of
 * coding agents name nobody else, and the account can be mapped to a worker like any identity.
 */
export function osUserOf(directory: string): { identity_kind: string; identity: string } {
  const identity = `extract(${directory}, '^(?:/home|/Users|[A-Za-z]:[/\\\\\\\\]Users)[/\\\\\\\\]([^/\\\\\\\\]+)')`;
  return { identity_kind: `if(${identity} = '', '', 'os_user')`, identity };
}

const isTextual = (type: string) => type.includes('String');

/** Columns that one step adds: name and expression. */
export type SelectStep = Readonly<Record<string, string>>;

/**
 * A SELECT in steps: each adds columns to those before it. One subquery per step keeps the query
 * small: the analyser copies an alias into every place of its own scope that uses it, which made
 * one statement of a few aliases take 1.6 s to plan.
 */
export function inSteps(from: string, steps: readonly SelectStep[]): string {
  return steps.reduce((inner, step) => {
    const columns = Object.entries(step).map(([name, expression]) => `${expression} AS ${name}`);
    return `SELECT *, ${columns.join(',\n  ')}\nFROM (${inner})`;
  }, from);
}
