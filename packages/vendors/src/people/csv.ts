import type { IdentityDraft, WorkerDraft } from '@exchequer/core/workforce';
import { identityKinds } from '@exchequer/model';
import type { PeopleRowError } from '@exchequer/model/contract';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { isDay, notADay, type PeopleReading, teamPathOf } from './reading.ts';

/** Columns of a people file besides one per identity kind. */
const plainColumns = [
  'name',
  'kind',
  'external_id',
  'team',
  'team_from',
  'team_to',
  'owner',
  'family',
  'active_from',
  'active_to',
] as const;
const columns: readonly string[] = [...plainColumns, ...identityKinds];
/** Between several identities of one kind in one cell. */
const listSeparator = ';';

interface Row {
  line: number;
  cells: Record<string, string>;
}

/**
 * Reads people from CSV with a header line: one row per worker, or several rows for several
 * memberships. Only `name` is required; an empty cell says nothing.
 */
export function readPeopleCsv(text: string): PeopleReading {
  const errors: PeopleRowError[] = [];
  const rows = readRows(text, errors);
  const workers = rows.flatMap((row) => readWorker(row, errors) ?? []);
  return { draft: { teams: [], workers }, errors };
}

function readRows(text: string, errors: PeopleRowError[]): Row[] {
  let records: { record: string[]; info: Info }[];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: Info }[];
  } catch (cause) {
    errors.push(unreadable(cause));
    return [];
  }
  const [header, ...rest] = records;
  const names = header?.record.map((name) => name.toLowerCase()) ?? [];
  const wrong = headerErrors(names, header?.info.lines ?? 1);
  errors.push(...wrong);
  return wrong.length > 0 ? [] : rest.flatMap((one) => toRow(names, one, errors));
}

function unreadable(cause: unknown): PeopleRowError {
  const row = cause instanceof CsvError && typeof cause.lines === 'number' ? cause.lines : 1;
  const error = `the file is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`;
  return { row, column: '', error, fix: 'Close every quote, and write a quote inside a cell twice.' };
}

function headerErrors(names: string[], row: number): PeopleRowError[] {
  const fix = `Use the columns ${columns.join(', ')}.`;
  if (!names.includes('name')) {
    return [{ row, column: 'name', error: 'the header line has no column `name`', fix }];
  }
  return names.flatMap((column, i) => {
    if (!columns.includes(column)) return [{ row, column, error: `there is no column \`${column}\``, fix }];
    if (names.indexOf(column) === i) return [];
    return [{ row, column, error: `the column \`${column}\` stands twice`, fix: 'Keep one of them.' }];
  });
}

function toRow(
  names: string[],
  { record, info }: { record: string[]; info: Info },
  errors: PeopleRowError[],
): Row[] {
  if (record.length > names.length) {
    const error = `the row has ${record.length} cells, the header ${names.length}`;
    errors.push({ row: info.lines, column: '', error, fix: 'Put quotes around cells that hold a comma.' });
    return [];
  }
  return [{ line: info.lines, cells: Object.fromEntries(names.map((name, i) => [name, record[i] ?? ''])) }];
}

function readWorker({ line, cells }: Row, errors: PeopleRowError[]): WorkerDraft | null {
  const cell = (column: string) => cells[column] ?? '';
  const found: PeopleRowError[] = [];
  const day = (column: string): string | null => {
    const value = cell(column);
    if (value === '' || isDay(value)) return value || null;
    found.push(notADay(line, column, value));
    return null;
  };
  const kind = cell('kind').toLowerCase();
  if (cell('name') === '') {
    found.push({ row: line, column: 'name', error: 'the name is empty', fix: 'Give the worker a name.' });
  }
  if (!['', 'person', 'agent'].includes(kind)) {
    found.push({
      row: line,
      column: 'kind',
      error: `there is no kind ${kind}`,
      fix: 'Write person or agent.',
    });
  }
  const worker: WorkerDraft = {
    row: line,
    name: cell('name'),
    kind: (kind || null) as WorkerDraft['kind'],
    externalId: cell('external_id'),
    owner: cell('owner'),
    family: cell('family'),
    activeFrom: day('active_from'),
    activeTo: day('active_to'),
    memberships: readMembership(line, teamPathOf(cell('team')), day('team_from'), day('team_to'), found),
    identities: identityKinds.flatMap((identity) => readIdentities(line, identity, cell(identity))),
  };
  errors.push(...found);
  return found.length > 0 ? null : worker;
}

function readMembership(
  row: number,
  team: string[],
  validFrom: string | null,
  validTo: string | null,
  found: PeopleRowError[],
): WorkerDraft['memberships'] {
  if (team.length > 0) return [{ row, team, validFrom, validTo }];
  if (validFrom ?? validTo) {
    const error = 'the row has dates of a membership but no team';
    found.push({ row, column: 'team', error, fix: 'Name the team, or leave the dates empty.' });
  }
  return [];
}

function readIdentities(row: number, kind: IdentityDraft['kind'], cell: string): IdentityDraft[] {
  return cell
    .split(listSeparator)
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .map((value) => ({ row, kind, value, validFrom: null, validTo: null }));
}
