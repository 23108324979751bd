import { type ReportSnapshot, workspaceSchema } from '@exchequer/model/contract';
import type { RawRoute } from '../http/index.ts';
import { boardPdf, boardXlsx } from '../paper/index.ts';
import type { ApiContext } from './context.ts';
import { refusal } from './problem.ts';
import { keptReport, snapshotView } from './report.ts';

const path = /^\/api\/w\/([^/]+)\/reports\/(rpt_[0-9a-f]{1,60})\.(pdf|xlsx|json)$/;

const types = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
} as const;
type Ending = keyof typeof types;

/** A file of a report, drawn from its kept figures. */
export interface ReportFile {
  name: string;
  type: string;
  body: Buffer;
}

/**
 * The file at an address of the reports; null where the address is none of theirs.
 * @throws a refusal where there is no such report
 */
export async function reportFile(
  context: ApiContext,
  called: string,
  query: URLSearchParams,
): Promise<ReportFile | null> {
  const [, workspaceName, id = '', ending = ''] = path.exec(called) ?? [];
  if (id === '') return null;
  const workspace = workspaceSchema.safeParse(workspaceName);
  if (!workspace.success)
    throw refusal(404, 'not-found', 'there is no workspace here', 'Use live or sample.');
  const snapshot = snapshotView(workspace.data, await keptReport(context, workspace.data, id));
  const mark = workspace.data === 'sample' ? 'SAMPLE-' : '';
  return {
    name: `${mark}board-pack-${snapshot.month}.${ending}`,
    type: types[ending as Ending],
    body: await bodyOf(snapshot, ending as Ending, query.get('paper') === 'letter'),
  };
}

async function bodyOf(snapshot: ReportSnapshot, ending: Ending, letter: boolean): Promise<Buffer> {
  if (ending === 'pdf') return boardPdf(snapshot, letter ? 'LETTER' : 'A4');
  if (ending === 'xlsx') return boardXlsx(snapshot);
  return Buffer.from(`${JSON.stringify(snapshot, null, 2)}\n`);
}

/** `GET /api/w/{ws}/reports/{id}.{pdf|xlsx|json}`: a report as a file. */
export const reportPaperRoute: RawRoute = {
  method: 'GET',
  path,
  scope: 'read',
  handle: async ({ path: called, query, res }, context) => {
    const file = await reportFile(context, called, query);
    if (file === null) throw refusal(404, 'not-found', 'there is no such report', 'List them first.');
    res.writeHead(200, {
      'content-type': file.type,
      'content-length': file.body.length,
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'no-store',
    });
    res.end(file.body);
  },
};
