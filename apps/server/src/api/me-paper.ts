import { monthSchema, workspaceSchema } from '@exchequer/model/contract';
import type { RawRoute } from '../http/index.ts';
import { personStatementPdf } from '../paper/index.ts';
import { ownWorkerId } from './grant-answer.ts';
import { ownStatement } from './me-statement.ts';
import { refusal } from './problem.ts';

const path = /^\/api\/w\/([^/]+)\/me\/statement\.pdf$/;

/** A person's own statement as a page. There is no path to anybody else's. */
export const myStatementRoute: RawRoute = {
  method: 'GET',
  path,
  scope: 'self',
  handle: async (call, context) => {
    const workspace = workspaceSchema.safeParse(path.exec(call.path)?.[1]);
    if (!workspace.success)
      throw refusal(404, 'not-found', 'there is no workspace here', 'Use live or sample.');
    const month = monthSchema.safeParse(call.query.get('month') ?? '');
    if (!month.success) throw refusal(400, 'bad-month', 'that is no month', 'Give `month`, such as 2026-11.');
    const workerId = ownWorkerId(context, workspace.data);
    const own = { ...context, own: { workerId, workspace: workspace.data } };
    const body = await personStatementPdf(await ownStatement(own, workspace.data, month.data), context.now());
    const mark = workspace.data === 'sample' ? 'SAMPLE-' : '';
    call.res.writeHead(200, {
      'content-type': 'application/pdf',
      'content-length': body.length,
      'content-disposition': `attachment; filename="${mark}my-statement-${month.data}.pdf"`,
      'cache-control': 'no-store',
    });
    call.res.end(body);
  },
};
