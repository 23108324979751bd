import type { IncomingMessage } from 'node:http';
import { problemContentType, type UsageReceipt, type Workspace } from '@exchequer/model/contract';
import {
  binaryEvent,
  jsonLines,
  normaliseEvents,
  normaliseNative,
  type WireIntake,
  type WireUsage,
} from '@exchequer/vendors/wire';
import { problem } from '../api/problem.ts';
import type { Answer } from './answer.ts';
import { book, type IngestDeps, quarantine } from './deps.ts';
import { lineCount, mediaType, textOf } from './media-type.ts';
import { IngestRefusal } from './refusal.ts';

const lineTypes = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
];
const oneEvent = 'application/cloudevents+json';
const manyEvents = 'application/cloudevents-batch+json';

const unsupported = (wanted: string) =>
  new IngestRefusal(
    415,
    'unsupported-content-type',
    'the content type is not one that is read here',
    `Send ${wanted}.`,
  );

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
    return receive(deps, workspace, normaliseNative(jsonLines(text), intake));
  }
  if (type !== 'application/json')
    throw unsupported('application/json, or application/x-ndjson for JSON lines');
  const parsed = parse(text);
  const items = Array.isArray(parsed) ? parsed : [parsed];
  checkNumber(items.length, deps);
  return receive(deps, workspace, normaliseNative(items, intake));
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
  return receive(deps, workspace, normaliseEvents(items, intakeOf(deps, workspace, '/v1/events')));
}

const intakeOf = (deps: IngestDeps, workspace: Workspace, place: string): WireIntake => ({
  workspace,
  place,
  nowMs: deps.now().getTime(),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const at = cause instanceof Error ? /position (\d+)/.exec(cause.message) : null;
    throw new IngestRefusal(
      400,
      'malformed-body',
      `the body is not JSON${at ? ` (at character ${at[1]})` : ''}`,
      'Send one JSON object or a list of them; for JSON lines say `Content-Type: application/x-ndjson`.',
    );
  }
}

function checkNumber(records: number, { limits }: IngestDeps): void {
  if (records <= limits.records) return;
  throw new IngestRefusal(
    413,
    'too-many-records',
    `the body holds ${records} records`,
    `Send at most ${limits.records} at a time.`,
  );
}

/**
 * Books the good records and says what became of every one: 200 when at least one was good or none
 * was sent, 422 when all were bad.
 */
async function receive(deps: IngestDeps, workspace: Workspace, found: WireUsage): Promise<Answer> {
  const report = await book(deps, workspace, found.rows);
  await quarantine(
    deps,
    workspace,
    found.refused.map((one) => one.reject),
  );
  const [duplicates, conflicts] = [report?.duplicates ?? 0, report?.conflicts ?? 0];
  const receipt: UsageReceipt = {
    accepted: Math.max(0, found.rows.length - duplicates - conflicts),
    duplicates,
    conflicts,
    rejected: found.refused.map(({ index, error, fix }) => ({ index, error, fix })),
  };
  const allBad = found.rows.length === 0 && found.refused.length > 0;
  return { status: allBad ? 422 : 200, type: 'application/json', body: JSON.stringify(receipt) };
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
