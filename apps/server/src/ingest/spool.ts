import type { IncomingMessage } from 'node:http';
import type { Actor } from '@exchequer/core/access';
import type { NormalisedUsage } from '@exchequer/model';
import { type UsageReceipt, type Workspace, workspaceSchema } from '@exchequer/model/contract';
import { jsonLines, type Refused, refuse, unreadable } from '@exchequer/vendors/wire';
import type { Answer } from './answer.ts';
import { book, type IngestDeps, quarantine } from './deps.ts';
import { lineCount, textOf } from './media-type.ts';
import { IngestRefusal } from './refusal.ts';
import { spoolRow } from './spool-row.ts';

/** Where gateways ship their spools. */
export const spoolPath = '/v1/gateway/spool';

/** Which part of which spool a body is: kept with what is refused, so that it can be found there. */
interface Origin {
  gateway: string;
  life: string;
  segment: number;
}

const name = /^[\w.:-]{1,100}$/;

/** @throws IngestRefusal where the query does not say which spool the body is of */
export function originOf(req: IncomingMessage): Origin {
  const query = new URL(req.url ?? '/', 'http://tower').searchParams;
  const [gateway, life] = [query.get('gateway') ?? '', query.get('life') ?? ''];
  const segment = Number(query.get('segment') ?? Number.NaN);
  if (name.test(gateway) && name.test(life) && Number.isSafeInteger(segment) && segment >= 0)
    return { gateway, life, segment };
  throw new IngestRefusal(
    400,
    'malformed-query',
    'the query does not name gateway, life and segment',
    `Send POST ${spoolPath}?gateway=<id>&life=<id>&segment=<number>.`,
  );
}

/**
 * Takes usage from a gateway's spool, JSON lines. Every line is taken, known already, or refused with
 * its reason; the answer means that what was taken is durable. Sent again, it books nothing twice.
 */
export async function takeSpool(
  deps: IngestDeps,
  req: IncomingMessage,
  body: Buffer,
  actor: Actor,
): Promise<Answer> {
  const { gateway, life, segment } = originOf(req);
  const lines = lineCount(body);
  // A line feed may end the last record.
  if (lines > deps.limits.records + 1) throw tooMany(lines, deps.limits.records);
  const place = `${spoolPath} of ${gateway}, segment ${segment} of ${life}`;
  const found = rowsOf(textOf(body), actor, place, deps.now().getTime());
  const receipt = await bookEach(deps, found.rows);
  await quarantine(
    deps,
    actor.workspace,
    found.refused.map(({ reject }) => reject),
  );
  receipt.rejected = found.refused.map(({ index, error, fix }) => ({ index, error, fix }));
  return { status: 200, type: 'application/json', body: JSON.stringify(receipt) };
}

/** A token books for its own workspace; the tower's own gateways carry keys of all of them. */
const workspacesOf = (actor: Actor): readonly Workspace[] =>
  actor.kind === 'local' ? workspaceSchema.options : [actor.workspace];

interface Found {
  rows: Map<Workspace, NormalisedUsage[]>;
  refused: Refused[];
}

function rowsOf(text: string, actor: Actor, place: string, nowMs: number): Found {
  const found: Found = { rows: new Map(), refused: [] };
  const taker = { workspaces: workspacesOf(actor), nowMs };
  jsonLines(text).forEach((record, index) => {
    if (record === undefined) return;
    const row = record === unreadable ? ['this line is not JSON'] : spoolRow(record, taker);
    if (Array.isArray(row)) {
      const { workspace } = actor;
      found.refused.push(refuse('gateway', { workspace, place, nowMs }, index, row, namesOf(record)));
      return;
    }
    const workspace = row.workspace as Workspace;
    const rows = found.rows.get(workspace);
    if (rows) rows.push(row);
    else found.rows.set(workspace, [row]);
  });
  return found;
}

/** What of a refused record is kept: its names alone. */
function namesOf(record: unknown): unknown {
  const usage = (record as { usage?: Record<string, unknown> } | null)?.usage;
  return { ...usage, id: usage?.source_event_id };
}

/** Books each workspace's rows. When a later one fails, the sender comes back with all of them. */
async function bookEach(
  deps: IngestDeps,
  rows: ReadonlyMap<Workspace, NormalisedUsage[]>,
): Promise<UsageReceipt> {
  const receipt: UsageReceipt = { accepted: 0, duplicates: 0, conflicts: 0, rejected: [] };
  for (const [workspace, own] of rows) {
    const report = await book(deps, workspace, own);
    const [duplicates, conflicts] = [report?.duplicates ?? 0, report?.conflicts ?? 0];
    receipt.accepted += Math.max(0, own.length - duplicates - conflicts);
    receipt.duplicates += duplicates;
    receipt.conflicts += conflicts;
  }
  return receipt;
}

const tooMany = (lines: number, most: number) =>
  new IngestRefusal(
    413,
    'too-many-records',
    `the body holds ${lines} records`,
    `Send at most ${most} at a time.`,
  );
