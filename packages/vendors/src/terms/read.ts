import {
  type CommitmentTerm,
  commitmentTermSchema,
  type EvaluationTerm,
  type PairedRun,
  pairedRunSchema,
  type SeatTerm,
  seatTermSchema,
  type TermKind,
  termPlace,
  type WaitTerm,
  waitTermSchema,
} from '@exchequer/model';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type RowError, readTable } from '../compensation/index.ts';

/** A term as it is kept: its name, which of that name, and all of it. */
export interface TermRow {
  readonly name: string;
  readonly part: string;
  readonly body: CommitmentTerm | SeatTerm | WaitTerm | EvaluationTerm;
}

export interface TermsReading {
  readonly rows: readonly TermRow[];
  readonly errors: readonly RowError[];
}

/** Columns of a file of a kind, those in question marks may be left out. */
export const termColumns: Readonly<
  Record<TermKind, { required: readonly string[]; optional: readonly string[] }>
> = {
  commitment: {
    required: ['name', 'provider', 'type', 'amount', 'discount', 'from', 'to'],
    optional: ['state'],
  },
  seat: { required: ['tool', 'seats', 'price'], optional: ['vendor', 'used'] },
  wait: { required: ['workflow', 'hours'], optional: [] },
  evaluation: {
    required: ['workflow', 'model', 'cheaper_model', 'passed', 'cheaper_passed', 'cost_per_failure'],
    optional: ['task_class'],
  },
};

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, unknown>>;
}

/** Reads terms of a kind from CSV with a header line, or from a YAML list of mappings with the same names. */
export function readTerms(kind: TermKind, text: string): TermsReading {
  const { rows, errors } = isYaml(text) ? readYaml(text) : readTable(text, termColumns[kind]);
  if (errors.length > 0) return { rows: [], errors };
  if (kind === 'evaluation') return counted(checked(rows, pairedRunSchema));
  if (kind === 'commitment')
    return placed(checked(rows, commitmentTermSchema, wrongDays), termPlace.commitment);
  return kind === 'seat'
    ? placed(checked(rows, seatTermSchema), termPlace.seat)
    : placed(checked(rows, waitTermSchema), termPlace.wait);
}

const isYaml = (text: string): boolean => /^\s*(-\s|\[)/.test(text);

function readYaml(text: string): { rows: Row[]; errors: RowError[] } {
  const fault = (row: number, error: string) => ({
    rows: [],
    errors: [{ row, column: '', error, fix: 'Write a list, each entry with the names of the columns.' }],
  });
  try {
    const list: unknown = parse(text, { schema: 'failsafe' });
    if (!Array.isArray(list)) return fault(1, 'the file is no list');
    const rows = list.map((cells: unknown, at) => ({ line: at + 1, cells: cells as Row['cells'] }));
    const bad = rows.find(({ cells }) => typeof cells !== 'object' || cells === null);
    return bad ? fault(bad.line, 'an entry has no names') : { rows, errors: [] };
  } catch (cause) {
    return fault(1, `the file is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

interface Checked<T> {
  readonly terms: readonly (T & { readonly line: number })[];
  readonly errors: readonly RowError[];
}

function checked<T extends object>(
  rows: readonly Row[],
  schema: z.ZodType<T>,
  wrong: (term: T) => string | null = () => null,
): Checked<T> {
  const terms: (T & { line: number })[] = [];
  const errors: RowError[] = [];
  const fault = (row: number, column: string, error: string) =>
    errors.push({ row, column, error, fix: 'Mend the cell; nothing is taken while one is wrong.' });
  for (const { line, cells } of rows) {
    // An empty cell is one that was left out.
    const given = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ''));
    const read = schema.safeParse(given);
    if (!read.success)
      for (const { path, message } of read.error.issues) fault(line, path.join('.'), message);
    else {
      const why = wrong(read.data);
      if (why === null) terms.push({ ...read.data, line });
      else fault(line, '', why);
    }
  }
  return { terms, errors };
}

const wrongDays = ({ from, to, amount, state }: CommitmentTerm): string | null => {
  if (from > to) return 'it ends before it begins';
  return Number(amount) > 0 || state === 'offered' ? null : 'a signed commitment has an amount above 0';
};

function placed<T extends TermRow['body']>(
  { terms, errors }: Checked<T>,
  placeOf: (term: T) => { name: string; part: string },
): TermsReading {
  const seen = new Map<string, number>();
  const twice: RowError[] = [];
  const rows = terms.map(({ line, ...rest }) => {
    const body = rest as unknown as T;
    const place = placeOf(body);
    const key = `${place.name}\n${place.part}`;
    const before = seen.get(key);
    if (before !== undefined)
      twice.push({ row: line, column: '', error: `line ${before} says the same`, fix: 'Leave one of them.' });
    seen.set(key, line);
    return { ...place, body };
  });
  const all = [...errors, ...twice];
  return { rows: all.length > 0 ? [] : rows, errors: all };
}

/** Paired runs, counted by workflow, class of tasks and models. The costliest failure holds for a class. */
function counted({ terms, errors }: Checked<PairedRun>): TermsReading {
  if (errors.length > 0) return { rows: [], errors };
  const groups = new Map<string, EvaluationTerm>();
  for (const run of terms) {
    const { workflow, task_class, model, cheaper_model } = run;
    const key = JSON.stringify([workflow, task_class, model, cheaper_model]);
    const kept = groups.get(key);
    const dearest = kept && Number(kept.cost_per_failure) > Number(run.cost_per_failure) ? kept : run;
    groups.set(key, {
      ...{ workflow, task_class, model, cheaper_model, cost_per_failure: dearest.cost_per_failure },
      pairs: (kept?.pairs ?? 0) + 1,
      dearer_only: (kept?.dearer_only ?? 0) + Number(run.passed && !run.cheaper_passed),
      cheaper_only: (kept?.cheaper_only ?? 0) + Number(!run.passed && run.cheaper_passed),
    });
  }
  return { rows: [...groups.values()].map((body) => ({ ...termPlace.evaluation(body), body })), errors: [] };
}
