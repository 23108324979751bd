import type { Upstream, UpstreamCredential } from '@exchequer/model';
import { isDict } from '../answer.ts';
import type { CallChange, ReadCall, UpstreamRequest, WireHeaders } from '../dialect.ts';
import { onwardHeaders, pathUnder } from '../headers.ts';
import { type JsonEdit, type JsonScan, memberValue, scanObject, setMember, splice } from '../json-scan.ts';
import { limitNames, needsUsageOption, type OpenAiCall } from './call.ts';

/** A call as OpenAI or a server like it takes it. */
export function requestOpenAi(
  call: ReadCall,
  incoming: { method: string; headers: WireHeaders; body: Buffer },
  {
    upstream,
    credential,
    change,
  }: { upstream: Upstream; credential: UpstreamCredential; change: CallChange },
): UpstreamRequest {
  return {
    method: incoming.method,
    path: pathUnder(upstream.baseUrl, call.match.path, call.match.query),
    headers: onwardHeaders(incoming.headers, { upstream, credential }, 'authorization'),
    body: changedOpenAiBody(call, incoming.body, upstream, change),
  };
}

/**
 * The body with what has to change written over, every other byte as the client sent it: another name of
 * the model, a lower output limit, and for chat streams the wish for usage, without which nobody could
 * say what the stream cost. An upstream with the option `stream_usage: off` is not asked for it.
 */
export function changedOpenAiBody(
  call: ReadCall,
  body: Buffer,
  upstream: Pick<Upstream, 'kind' | 'options'>,
  change: CallChange,
): Buffer {
  const asks = needsUsageOption(call) && upstream.options.stream_usage !== 'off';
  if (!asks && change.model === undefined && change.maxOutput === undefined) return body;
  const scan = scanOf(call, body);
  if (!scan) return body;
  const edits: JsonEdit[] = [];
  if (change.model !== undefined && scan.members.has('model')) {
    edits.push(setMember(body, scan, 'model', change.model));
  }
  if (change.maxOutput !== undefined) edits.push(...limited(call, body, scan, upstream, change.maxOutput));
  if (asks) edits.push(...usageAsked(body, scan));
  return splice(body, edits);
}

/** What reading the call found, or a new look where the call was read by another dialect. */
function scanOf(call: ReadCall, body: Buffer): JsonScan | null {
  const known = (call as Partial<OpenAiCall>).scan;
  if (known !== undefined) return known;
  const scan = scanObject(body.toString('latin1'));
  return 'error' in scan ? null : scan;
}

/** `stream_options` with `include_usage`, other options kept. */
function usageAsked(body: Buffer, scan: JsonScan): JsonEdit[] {
  const options = memberOf(body, scan, 'stream_options');
  if (isDict(options) && options.include_usage === true) return [];
  return [
    setMember(body, scan, 'stream_options', { ...(isDict(options) ? options : {}), include_usage: true }),
  ];
}

/** The limit of one answer, lowered wherever the body names one, else put in by the name the upstream knows. */
function limited(
  call: ReadCall,
  body: Buffer,
  scan: JsonScan,
  upstream: Pick<Upstream, 'kind'>,
  maxOutput: number,
): JsonEdit[] {
  const names = limitNames[call.match.endpoint];
  if (!names) return [];
  const each = Math.max(1, Math.floor(maxOutput / ((call as Partial<OpenAiCall>).answers ?? 1)));
  const there = names.filter((name) => typeof memberOf(body, scan, name) === 'number');
  if (there.length === 0) {
    const name = upstream.kind === 'compatible' ? names.at(-1) : names[0];
    return name === undefined ? [] : [setMember(body, scan, name, each)];
  }
  return there
    .filter((name) => Number(memberOf(body, scan, name)) > each)
    .map((name) => setMember(body, scan, name, each));
}

function memberOf(body: Buffer, scan: JsonScan, name: string): unknown {
  const span = scan.members.get(name);
  if (!span) return undefined;
  return memberValue(
    body.toString('latin1', span.start, span.end),
    { ...scan, members: new Map([[name, { start: 0, end: span.end - span.start }]]) },
    name,
  );
}
