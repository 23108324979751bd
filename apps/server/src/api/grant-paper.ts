import { type GrantStatement, type Workspace, workspaceSchema } from '@exchequer/model/contract';
import type { Call, RawRoute } from '../http/index.ts';
import { lotsCsv, lotsXlsx, statementPdf, termSheetPdf } from '../paper/index.ts';
import type { ApiContext } from './context.ts';
import { payrollCsv, payrollOf } from './grant.ts';
import { ownWorkerId, saw } from './grant-answer.ts';
import { grantTermSheet } from './grant-given.ts';
import { statementOf } from './grant-statement.ts';
import { refusal } from './problem.ts';

const types = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;
type Ending = keyof typeof types;

const statementPath = /^\/api\/w\/([^/]+)\/grants\/statement\.(pdf|xlsx|csv)$/;
const ownPath = /^\/api\/w\/([^/]+)\/grants\/mine\/statement\.(pdf|xlsx|csv)$/;
const termSheetPath = /^\/api\/w\/([^/]+)\/grants\/([\w-]{1,80})\/term-sheet\.pdf$/;
const payrollPath = /^\/api\/w\/([^/]+)\/grants\/payroll\.csv$/;

function workspaceOf(path: string, pattern: RegExp): Workspace {
  const parsed = workspaceSchema.safeParse(pattern.exec(path)?.[1]);
  if (parsed.success) return parsed.data;
  throw refusal(404, 'not-found', 'there is no workspace here', 'Use live or sample.');
}

function monthOf(query: URLSearchParams): string {
  const month = query.get('month') ?? '';
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return month;
  throw refusal(400, 'bad-month', `${month || '(nothing)'} is no month`, 'Give `month`, such as 2026-11.');
}

function send({ res }: Call, body: Buffer | string, ending: Ending, name: string): void {
  res.writeHead(200, {
    'content-type': types[ending],
    'content-length': Buffer.byteLength(body),
    'content-disposition': `attachment; filename="${name}.${ending}"`,
    'cache-control': 'no-store',
  });
  res.end(body);
}

async function fileOf(statement: GrantStatement, ending: Ending, made: Date): Promise<Buffer | string> {
  if (ending === 'pdf') return statementPdf(statement, made);
  return ending === 'csv' ? lotsCsv(statement) : lotsXlsx(statement);
}

const mark = (workspace: Workspace): string => (workspace === 'sample' ? 'SAMPLE-' : '');

async function sendStatement(
  call: Call,
  context: ApiContext,
  pattern: RegExp,
  workerId: string,
): Promise<void> {
  const workspace = workspaceOf(call.path, pattern);
  const month = monthOf(call.query);
  const ending = pattern.exec(call.path)?.[2] as Ending;
  const statement = await statementOf(context, workspace, workerId, month);
  send(call, await fileOf(statement, ending, context.now()), ending, `${mark(workspace)}statement-${month}`);
}

/** A person's own statement. Anybody may ask; only a worker has one. */
const own: RawRoute = {
  method: 'GET',
  path: ownPath,
  scope: 'self',
  handle: (call, context) =>
    sendStatement(call, context, ownPath, ownWorkerId(context, workspaceOf(call.path, ownPath))),
};

/** Somebody's statement, which shows pay; the look is written down. */
const others: RawRoute = {
  method: 'GET',
  path: statementPath,
  scope: 'compensation',
  handle: async (call, context) => {
    const workerId = call.query.get('worker_id') ?? '';
    const workspace = workspaceOf(call.path, statementPath);
    await saw(context, workspace, 'statement.read', `statement of ${monthOf(call.query)}`, [workerId]);
    await sendStatement(call, context, statementPath, workerId);
  },
};

const termSheet: RawRoute = {
  method: 'GET',
  path: termSheetPath,
  scope: 'admin',
  handle: async (call, context) => {
    const workspace = workspaceOf(call.path, termSheetPath);
    const sheet = await grantTermSheet(context, workspace, termSheetPath.exec(call.path)?.[2] ?? '');
    const counsel = call.query.get('for') === 'counsel';
    send(call, await termSheetPdf(sheet, context.now(), counsel), 'pdf', `${mark(workspace)}term-sheet`);
  },
};

const payroll: RawRoute = {
  method: 'GET',
  path: payrollPath,
  scope: 'compensation',
  handle: async (call, context) => {
    const workspace = workspaceOf(call.path, payrollPath);
    const month = monthOf(call.query);
    const lines = await payrollOf(context, workspace, month);
    send(call, payrollCsv(lines), 'csv', `${mark(workspace)}payroll-${month}`);
  },
};

export const grantPaperRoutes: readonly RawRoute[] = [own, others, termSheet, payroll];
