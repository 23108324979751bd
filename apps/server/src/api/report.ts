import {
  type BoardPack,
  boardPackSchema,
  type ReportSnapshot,
  type ReportSnapshotHead,
  type Workspace,
} from '@exchequer/model/contract';
import type { KeptReport } from '@exchequer/store/report';
import { reading } from './base.ts';
import type { ApiContext } from './context.ts';
import { refusal } from './problem.ts';

const board = reading.report.board.handler(async ({ input, context }) => {
  const { workspace, month } = input;
  const kept = await context.services.papers.board(context, workspace, month);
  if (kept) return snapshotView(workspace, kept);
  throw refusal(422, 'month-to-come', `${month} has not begun`, 'Ask for this month or one before it.');
});

const list = reading.report.list.handler(async ({ input, context }) => {
  const { workspace, month } = input;
  const kept = await context.services.papers.list(workspace, month);
  return { snapshots: kept.map((one) => headView(workspace, one)) };
});

const get = reading.report.get.handler(async ({ input, context }) => {
  const { workspace, id } = input;
  return snapshotView(workspace, await keptReport(context, workspace, id));
});

const digest = reading.report.digest.handler(({ input, context }) =>
  context.services.papers.digest(context, input.workspace),
);

/** The report as it was made. @throws a refusal where there is none */
export async function keptReport(
  { services }: ApiContext,
  workspace: Workspace,
  id: string,
): Promise<KeptReport> {
  const kept = await services.papers.get(workspace, id);
  if (kept) return kept;
  throw refusal(404, 'report-unknown', `there is no report ${id}`, 'List them: GET …/reports.');
}

/** Figures of a board pack as they were kept. */
const packOf = ({ contents }: Pick<KeptReport, 'contents'>): BoardPack =>
  boardPackSchema.parse(JSON.parse(contents));

function headView(workspace: Workspace, kept: Omit<KeptReport, 'contents'>): ReportSnapshotHead {
  const { id, kind, month, madeAt, madeBy, digest } = kept;
  const file = `/api/w/${workspace}/reports/${id}`;
  return {
    ...{ id, kind, month, made_at: madeAt.toISOString(), made_by: madeBy, digest },
    ...{ pdf: `${file}.pdf`, xlsx: `${file}.xlsx`, json: `${file}.json` },
  };
}

export const snapshotView = (workspace: Workspace, kept: KeptReport): ReportSnapshot => ({
  ...headView(workspace, kept),
  pack: packOf(kept),
});

export const reportRouter = { board, list, get, digest };
