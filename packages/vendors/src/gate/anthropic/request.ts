import type { Upstream, UpstreamCredential } from '@exchequer/model';
import { isDict } from '../answer.ts';
import type { CallChange, ReadCall, UpstreamRequest, WireHeaders } from '../dialect.ts';
import { onwardHeaders, pathUnder } from '../headers.ts';
import { type JsonEdit, type JsonScan, memberValue, scanObject, setMember, splice } from '../json-scan.ts';
import type { AnthropicCall } from './read.ts';

/** The version that every call must name; libraries do, plain requests forget it. */
const usualVersion = '2023-06-01';

/** A call as Anthropic takes it. */
export function requestAnthropic(
  call: ReadCall,
  incoming: { method: string; headers: WireHeaders; body: Buffer },
  {
    upstream,
    credential,
    change,
  }: { upstream: Upstream; credential: UpstreamCredential; change: CallChange },
): UpstreamRequest {
  const headers = onwardHeaders(incoming.headers, { upstream, credential }, 'x-api-key');
  headers['anthropic-version'] ??= usualVersion;
  return {
    method: incoming.method,
    path: pathUnder(upstream.baseUrl, call.match.path, call.match.query),
    headers,
    body: changedAnthropicBody(call, incoming.body, change),
  };
}

/** The body with another name of the model or a lower output limit, every other byte as the client sent it. */
export function changedAnthropicBody(call: ReadCall, body: Buffer, change: CallChange): Buffer {
  if (call.match.endpoint !== 'messages' && call.match.endpoint !== 'count_tokens') return body;
  if (change.model === undefined && change.maxOutput === undefined) return body;
  const scan = scanOf(call, body);
  if (!scan) return body;
  const edits: JsonEdit[] = [];
  if (change.model !== undefined) edits.push(setMember(body, scan, 'model', change.model));
  if (change.maxOutput !== undefined && call.match.endpoint === 'messages') {
    edits.push(...limited(call, body, scan, Math.max(1, Math.floor(change.maxOutput))));
  }
  return splice(body, edits);
}

function scanOf(call: ReadCall, body: Buffer): JsonScan | null {
  const known = (call as Partial<AnthropicCall>).scan;
  if (known) return known;
  const scan = scanObject(body.toString('latin1'));
  return 'error' in scan ? null : scan;
}

/** The least that Anthropic lets a thinking budget be. */
const leastThinking = 1_024;

/** Thinking must stay below the limit, so that its budget is lowered with it; below the least it is left out. */
function limited(call: ReadCall, body: Buffer, scan: JsonScan, most: number): JsonEdit[] {
  if (call.maxOutput !== null && call.maxOutput <= most) return [];
  const edits = [setMember(body, scan, 'max_tokens', most)];
  const thinking = memberValue(body.toString('latin1'), scan, 'thinking');
  if (!isDict(thinking) || typeof thinking.budget_tokens !== 'number' || thinking.budget_tokens < most) {
    return edits;
  }
  const budget = most - 1;
  const lowered = budget >= leastThinking ? { ...thinking, budget_tokens: budget } : { type: 'disabled' };
  return [...edits, setMember(body, scan, 'thinking', lowered)];
}
