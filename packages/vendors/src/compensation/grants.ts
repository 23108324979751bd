import { findNamed, isDay, type Nameable, type RowError, readTable, type TableRow } from './table.ts';

/** A grant that a file asks for. */
export interface GrantDraft {
  planId: string;
  holder: { kind: 'worker'; id: string };
  startsOn: string;
  endsOn: string | null;
  jurisdiction?: string;
  policyVersion?: string;
}

export interface GrantsReading {
  rows: { row: number; name: string; detail: string; wish: GrantDraft }[];
  errors: RowError[];
}

const columns = {
  required: ['plan', 'worker', 'starts_on'],
  optional: ['ends_on', 'jurisdiction', 'policy_version'],
};

/** Reads grants from CSV: plan, worker, starts_on and, if wished, ends_on, jurisdiction, policy_version. */
export function readGrantsCsv(
  text: string,
  known: { plans: readonly Nameable[]; workers: readonly Nameable[] },
): GrantsReading {
  const { rows, errors } = readTable(text, columns);
  const reading: GrantsReading = { rows: [], errors: [...errors] };
  for (const row of rows) {
    const found: RowError[] = [];
    const draft = readRow(row, known, found);
    if (draft && found.length === 0) reading.rows.push(draft);
    reading.errors.push(...found);
  }
  return reading;
}

function readRow(
  { line, cells }: TableRow,
  { plans, workers }: { plans: readonly Nameable[]; workers: readonly Nameable[] },
  found: RowError[],
) {
  const cell = (column: string) => cells[column] ?? '';
  const plan = findNamed(plans, cell('plan'), line, 'plan');
  const worker = findNamed(workers, cell('worker'), line, 'worker');
  for (const one of [plan, worker]) if ('error' in one) found.push(one);
  for (const column of ['starts_on', 'ends_on']) {
    const day = cell(column);
    if (isDay(day) || (day === '' && column === 'ends_on')) continue;
    found.push({ row: line, column, error: `${day || '(empty)'} is no day`, fix: 'Write it as 2026-11-21.' });
  }
  const place = cell('jurisdiction');
  if (!/^([A-Z]{2})?$/.test(place)) {
    const error = `${place} is no country code`;
    found.push({ row: line, column: 'jurisdiction', error, fix: 'Write two capital letters, such as US.' });
  }
  if ('error' in plan || 'error' in worker) return null;
  return {
    row: line,
    name: worker.name,
    detail: `${plan.name} from ${cell('starts_on')}`,
    wish: {
      planId: plan.id,
      holder: { kind: 'worker' as const, id: worker.id },
      startsOn: cell('starts_on'),
      endsOn: cell('ends_on') || null,
      ...(place !== '' && { jurisdiction: place }),
      ...(cell('policy_version') !== '' && { policyVersion: cell('policy_version') }),
    },
  };
}
