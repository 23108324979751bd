import type { IncomingMessage } from 'node:http';
import type { UsageReceipt, Workspace } from '@exchequer/model/contract';
import {
  isOutcomeType,
  normaliseOutcomeEvents,
  normaliseOutcomes,
  type WireOutcomes,
} from '@exchequer/vendors/outcome';
import { jsonLines } from '@exchequer/vendors/wire';
import type { Answer } from './answer.ts';
import { type IngestDeps, quarantine } from './deps.ts';
import { lineCount, mediaType, textOf } from './media-type.ts';
import { busy } from './refusal.ts';
import { checkNumber, intakeOf, lineTypes, parse, unsupported } from './wire-body.ts';

/** POST /v1/outcomes: one outcome, a list of them, or JSON lines. */
export async function takeOutcomes(
  deps: IngestDeps,
  req: IncomingMessage,
  body: Buffer,
  workspace: Workspace,
): Promise<Answer> {
  const type = mediaType(req);
  const intake = intakeOf(deps, workspace, '/v1/outcomes');
  if (lineTypes.includes(type)) {
    checkNumber(lineCount(body), deps);
    return answerOf(
      await receiveOutcomes(deps, workspace, normaliseOutcomes(jsonLines(textOf(body)), intake)),
    );
  }
  if (type !== 'application/json')
    throw unsupported('application/json, or application/x-ndjson for JSON lines');
  const parsed = parse(textOf(body));
  const items = Array.isArray(parsed) ? parsed : [parsed];
  checkNumber(items.length, deps);
  return answerOf(await receiveOutcomes(deps, workspace, normaliseOutcomes(items, intake)));
}

/** True for a CloudEvent that tells of an outcome; whatever it is otherwise, its type decides. */
export const tellsOutcome = (item: unknown): boolean => {
  const type = (item as { type?: unknown } | null)?.type;
  return typeof type === 'string' && isOutcomeType(type);
};

/** Books the outcomes among events. Places of others stay empty, so that numbers remain those of the sender. */
export const takeOutcomeEvents = (deps: IngestDeps, workspace: Workspace, items: readonly unknown[]) =>
  receiveOutcomes(
    deps,
    workspace,
    normaliseOutcomeEvents(
      items.map((item) => (tellsOutcome(item) ? item : undefined)),
      intakeOf(deps, workspace, '/v1/events'),
    ),
  );

/** Books the good records, quarantines the others and says what became of every one. */
async function receiveOutcomes(
  deps: IngestDeps,
  workspace: Workspace,
  { rows, evidence, refused }: WireOutcomes,
): Promise<UsageReceipt> {
  let duplicates = 0;
  try {
    if (rows.length > 0) ({ duplicates } = await deps.outcomes.book(workspace, rows));
    if (evidence.links.length > 0) await deps.links?.keep(workspace, evidence);
  } catch (error) {
    deps.log('outcomes could not be booked', error);
    throw busy('the outcomes could not be booked just now', 5);
  }
  await quarantine(
    deps,
    workspace,
    refused.map(({ reject }) => reject),
  );
  return {
    accepted: Math.max(0, rows.length - duplicates),
    duplicates,
    conflicts: 0,
    rejected: refused.map(({ index, error, fix }) => ({ index, error, fix })),
  };
}

/** 200 when at least one record was good or none was sent, 422 when all were bad. */
export function answerOf(receipt: UsageReceipt): Answer {
  const allBad =
    receipt.rejected.length > 0 && receipt.accepted + receipt.duplicates + receipt.conflicts === 0;
  return { status: allBad ? 422 : 200, type: 'application/json', body: JSON.stringify(receipt) };
}
