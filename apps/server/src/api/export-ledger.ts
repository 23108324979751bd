import { type FocusColumn, type FocusRow, focusColumns, periodsBetween } from '@exchequer/core/close';
import {
  type LedgerExportFile,
  ledgerExportFiles,
  ledgerExportQuery,
  type UnitKind,
  type Workspace,
  workspaceSchema,
} from '@exchequer/model/contract';
import type { z } from 'zod';
import type { RawRoute } from '../http/index.ts';
import type { ApiContext } from './context.ts';
import { journalCsv, journalXlsx } from './export-journal.ts';
import { csvLine, inChunks, sendChunks } from './export-stream.ts';
import { refusal } from './problem.ts';

const path = /^\/api\/w\/([^/]+)\/ledger\/export\/([a-z.]+)$/;

type Query = z.infer<typeof ledgerExportQuery>;
type Asked = Query & { workspace: Workspace };

/** `GET /api/w/{ws}/ledger/export/{file}`: files of the books for other programs. */
export const ledgerExportRoute: RawRoute = {
  method: 'GET',
  path,
  scope: 'read',
  handle: async ({ path: called, query, res }, context) => {
    const file = await ledgerFile(context, called, query);
    await sendChunks(res, file, file.chunks);
  },
};

/** A file on its way out, part by part. */
export interface LedgerFile {
  name: string;
  type: string;
  chunks: AsyncIterable<string | Buffer>;
}

/**
 * The file at an address of the ledger's exports, for whoever may read the books.
 * @throws a refusal where the address or its parameters name none
 */
export async function ledgerFile(
  context: ApiContext,
  called: string,
  query: URLSearchParams,
): Promise<LedgerFile> {
  const { file, asked } = readAsked(called, query);
  const name = fileName(file, asked);
  if (file === 'journal.xlsx') {
    const body = await journalXlsx(await headOf(context, asked), journalLines(context, asked));
    return { name, type: xlsxType, chunks: single(body) };
  }
  const type = file.endsWith('.jsonl') ? 'application/x-ndjson' : 'text/csv; charset=utf-8';
  return { name, type, chunks: inChunks(await linesOf(file, context, asked)) };
}

async function* single(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

async function linesOf(
  file: Exclude<LedgerExportFile, 'journal.xlsx'>,
  context: ApiContext,
  asked: Asked,
): Promise<AsyncIterable<string>> {
  if (file === 'journal.csv') return journalCsv(await headOf(context, asked), journalLines(context, asked));
  if (file === 'focus.csv') return focusCsv(focusLines(context, asked));
  if (file === 'focus.jsonl') return focusJson(focusLines(context, asked));
  return statementsCsv(context, asked);
}

function readAsked(called: string, query: URLSearchParams): { file: LedgerExportFile; asked: Asked } {
  const [, workspaceName, fileText] = path.exec(called) ?? [];
  const workspace = workspaceSchema.safeParse(workspaceName);
  const file = ledgerExportFiles.find((one) => one === fileText);
  if (!workspace.success || !file) {
    const fix = `Use the workspace live or sample, and one of ${ledgerExportFiles.join(', ')}.`;
    throw refusal(404, 'not-found', `there is no such file of the ledger`, fix);
  }
  const parsed = ledgerExportQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const detail = parsed.error.issues
      .map(({ path: at, message }) => `${at.join('.')}: ${message}`)
      .join('; ');
    throw refusal(400, 'bad-query', detail, 'Give `from` and `to` as days such as 2026-11-01.');
  }
  if (parsed.data.from >= parsed.data.to) {
    throw refusal(422, 'empty-range', 'the range holds no day', 'Let `to` be a later day than `from`.');
  }
  return { file, asked: { ...parsed.data, workspace: workspace.data } };
}

const fileName = (file: LedgerExportFile, { workspace, from, to }: Asked): string =>
  `${workspace === 'sample' ? 'SAMPLE-' : ''}exchequer-${from}-to-${to}-${file}`;

const journalLines = ({ services }: ApiContext, { workspace, from, to, detail, amounts }: Asked) =>
  services.desk.journal({ workspace, range: { from, to, by: 'posted' }, detail, amounts });

async function headOf({ services, now }: ApiContext, asked: Asked) {
  const { unmapped } = await services.desk.glAccounts(asked.workspace);
  return {
    ...asked,
    timeZone: services.settings.current().time_zone,
    snapshotAt: now().toISOString(),
    unmapped,
  };
}

const focusLines = ({ services }: ApiContext, { workspace, from, to }: Asked) =>
  services.desk.focus({ workspace, range: { from, to, by: 'posted' } });

const names = focusColumns.map(({ name }) => name as FocusColumn);

async function* focusCsv(rows: AsyncIterable<FocusRow>): AsyncGenerator<string> {
  yield csvLine(names);
  for await (const row of rows) yield csvLine(names.map((name) => row[name]));
}

async function* focusJson(rows: AsyncIterable<FocusRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

const statementColumns = [
  'period',
  'unit_kind',
  'unit',
  'name',
  'usage',
  'shared',
  'other',
  'total',
  'state',
];

/** Every unit of every month that the range touches, with the sum that the ledger has. */
async function* statementsCsv({ services, now }: ApiContext, asked: Asked): AsyncGenerator<string> {
  const { workspace, from, to } = asked;
  const kind: UnitKind = asked.kind;
  const months = periodsBetween(from, to).filter((month) => month.from < to);
  const closed = (await services.desk.periods(workspace)).closed_through;
  for (const row of [
    ...(workspace === 'sample' ? [['SAMPLE', 'Figures of a simulated company']] : []),
    ['Statements by', kind.replace('_', ' ')],
    ['Months', months.map(({ key }) => key).join(', ')],
    ['Time zone', services.settings.current().time_zone],
    ['Snapshot', now().toISOString()],
    ['Provenance', 'double-entry ledger, by the day of posting'],
    [],
    statementColumns,
  ]) {
    yield csvLine(row);
  }
  for (const { key, lastDay } of months) {
    const { items, totals } = await services.desk.units(workspace, { kind, period: key, view: 'booked' });
    const state = closed !== null && lastDay <= closed ? 'closed' : 'open';
    for (const { key: unit, label, usage, shared, other, total } of items) {
      yield csvLine([key, kind, unit, label, usage, shared, other, total, state]);
    }
    yield csvLine([key, 'Total', '', '', totals.usage, totals.shared, totals.other, totals.total, state]);
  }
}
