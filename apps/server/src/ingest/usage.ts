import type { IncomingMessage } from 'node:http';
import { problemContentType, type UsageReceipt, type Workspace } from '@exchequer/model/contract';
import {
  binaryEvent,
  jsonLines,
  normaliseEvents,
  normaliseNative,
  type WireUsage,
} from '@exchequer/vendors/wire';
import { problem } from '../api/problem.ts';
import type { Answer } from './answer.ts';
import { book, type IngestDeps, quarantine } from './deps.ts';
import { lineCount, mediaType, textOf } from './media-type.ts';
import { answerOf, takeOutcomeEvents, tellsOutcome } from './outcome.ts';
import type { IngestRefusal } from './refusal.ts';
import { checkNumber, intakeOf, lineTypes, parse, unsupported } from './wire-body.ts';

const oneEvent = 'application/cloudevents+json';
const manyEvents = 'application/cloudevents-batch+json';

/** POST /v1/usage: one record, a list of them, or JSON lines. */
export async function takeUsage(
  deps: IngestDeps,
  req: IncomingMessage,
  body: Buffer,
  workspace: Workspace,
): Promise<Answer> {
  const type = mediaType(req);
  const text = textOf(body);
  const intake = intakeOf(deps, workspace, '/v1/usage');
  if (lineTypes.includes(type)) {
    checkNumber(lineCount(body), deps);
    return answerOf(await receive(deps, workspace, normaliseNative(jsonLines(text), intake)));
  }
  if (type !== 'application/json')
    throw unsupported('application/json, or application/x-ndjson for JSON lines');
  const parsed = parse(text);
  const items = Array.isArray(parsed) ? parsed : [parsed];
  checkNumber(items.length, deps);
  return answerOf(await receive(deps, workspace, normaliseNative(items, intake)));
}

/** POST /v1/events: CloudEvents 1.0 in structured, batch or binary mode. */
export async function takeEvents(
  deps: IngestDeps,
  req: IncomingMessage,
  body: Buffer,
  workspace: Workspace,
): Promise<Answer> {
  const type = mediaType(req);
  const parsed = parse(textOf(body));
  const binary = req.headers['ce-id'] !== undefined || req.headers['ce-specversion'] !== undefined;
  let items: unknown[];
  if (type === oneEvent) items = [parsed];
  else if (type === manyEvents && Array.isArray(parsed)) items = parsed;
  else if (binary && type === 'application/json') items = [binaryEvent(req.headers, parsed)];
  else throw unsupported(`${oneEvent}, ${manyEvents} with a list, or ce- headers with application/json`);
  checkNumber(items.length, deps);
  return takeMixedEvents(deps, workspace, items);
}

/** Events tell of usage or of outcomes, by their type; one answer says what became of all. */
async function takeMixedEvents(
  deps: IngestDeps,
  workspace: Workspace,
  items: readonly unknown[],
): Promise<Answer> {
  const usage = items.map((item) => (tellsOutcome(item) ? undefined : item));
  const intake = intakeOf(deps, workspace, '/v1/events');
  if (usage.every((item) => item !== undefined)) {
    return answerOf(await receive(deps, workspace, normaliseEvents(items, intake)));
  }
  const outcomes = await takeOutcomeEvents(deps, workspace, items);
  const booked = await receive(deps, workspace, normaliseEvents(usage, intake));
  return answerOf({
    accepted: outcomes.accepted + booked.accepted,
    duplicates: outcomes.duplicates + booked.duplicates,
    conflicts: booked.conflicts,
    rejected: [...outcomes.rejected, ...booked.rejected].sort((a, b) => a.index - b.index),
  });
}

/** Books the good records and says what became of every one. */
async function receive(deps: IngestDeps, workspace: Workspace, found: WireUsage): Promise<UsageReceipt> {
  const report = await book(deps, workspace, found.rows);
  await quarantine(
    deps,
    workspace,
    found.refused.map((one) => one.reject),
  );
  const [duplicates, conflicts] = [report?.duplicates ?? 0, report?.conflicts ?? 0];
  return {
    accepted: Math.max(0, found.rows.length - duplicates - conflicts),
    duplicates,
    conflicts,
    rejected: found.refused.map(({ index, error, fix }) => ({ index, error, fix })),
  };
}

/** A refusal of the whole request as problem+json. */
export function refuseUsage(refused: IngestRefusal, requestId: string): Answer {
  const { status, code, message, fix } = refused;
  return {
    status,
    type: problemContentType,
    headers: refused.headers(),
    body: JSON.stringify(problem(status, requestId, { code, detail: message, fix })),
  };
}
