import type { CallLabels, GateFault } from '@exchequer/model';
import { type Dict, isDict, textOf } from '../answer.ts';
import { checkedText, fingerprintOf } from '../body.ts';
import { tokensPerByte, withSearches } from '../count.ts';
import type { EndpointMatch, ReadCall, WireHeaders } from '../dialect.ts';
import { headerOf, malformed } from '../headers.ts';
import { type JsonScan, memberValue, scanObject } from '../json-scan.ts';
import { anthropicMedia, mediaMarks } from './media.ts';

/** A call of Anthropic's API with where its outermost members stand. Holds no text. */
export interface AnthropicCall extends ReadCall {
  scan: JsonScan | null;
}

const read = new Set(['messages', 'count_tokens', 'batches']);
const searchMark = 'web_search';
const marks = [...mediaMarks, searchMark];

/**
 * Reads a call of Anthropic's API. The input is counted from the body's bytes (count.ts), with pictures
 * and documents by the provider's limits (media.ts), the prompts that Anthropic adds for its own tools,
 * and searches that it may make.
 */
export function readAnthropic(
  match: EndpointMatch,
  headers: WireHeaders,
  body: Buffer,
): AnthropicCall | GateFault {
  const call: AnthropicCall = {
    match,
    model: '',
    stream: false,
    inputTokens: 0,
    maxOutput: null,
    serviceTier: '',
    extras: { images: 0, characters: 0, seconds: 0, webSearches: 0 },
    labels: claudeCodeLabels(headers),
    fingerprint: () => fingerprintOf(match, headers, body),
    scan: null,
  };
  if (!read.has(match.endpoint)) return call;
  const text = checkedText(headers, body);
  if (typeof text !== 'string') return text;
  const scan = scanObject(text, marks);
  if ('error' in scan) return malformed(`${scan.error} (byte ${scan.at})`);
  const found = match.endpoint === 'batches' ? batchOf(body, text, scan) : messageOf(match, body, text, scan);
  if ('kind' in found) return found;
  return Object.assign(call, found, { labels: { ...found.labels, ...call.labels }, scan });
}

/** Prompts that Anthropic puts in front for tools: some 350 to 500 tokens, and 735 more for its computer tool. */
const perTools = 1_300;

function messageOf(
  match: EndpointMatch,
  body: Buffer,
  text: string,
  scan: JsonScan,
): Partial<AnthropicCall> | GateFault {
  const value = (name: string): unknown => memberValue(text, scan, name);
  const model = value('model');
  if (typeof model !== 'string' || model === '') return malformed('"model" is no name of a model');
  const webSearches = searchesOf(text, scan);
  const limit = value('max_tokens');
  return {
    model,
    stream: value('stream') === true,
    inputTokens: withSearches(inputTokens(body, text, scan), webSearches),
    maxOutput: match.endpoint === 'count_tokens' ? 0 : typeof limit === 'number' && limit >= 0 ? limit : null,
    serviceTier: value('service_tier') === 'standard_only' ? 'standard' : '',
    extras: { images: 0, characters: 0, seconds: 0, webSearches },
    labels: sessionOfUser(value('metadata')),
  };
}

/** Searches of a tool that names no limit. */
const usualSearches = 10;

function searchesOf(text: string, scan: JsonScan): number {
  if (!scan.marks.has(searchMark)) return 0;
  const tools = memberValue(text, scan, 'tools');
  if (!Array.isArray(tools)) return 0;
  return tools
    .filter((tool) => isDict(tool) && textOf(tool.type).startsWith('web_search'))
    .reduce((sum: number, tool: Dict) => sum + usesOf(tool.max_uses), 0);
}

const usesOf = (said: unknown): number =>
  typeof said === 'number' && said >= 0 && said <= 1000 ? Math.floor(said) : usualSearches;

function inputTokens(body: Buffer, text: string, scan: JsonScan): number {
  const media = mediaMarks.some((mark) => scan.marks.has(mark)) ? mediaOf(text) : { bytes: 0, tokens: 0 };
  return (
    Math.ceil((body.length - media.bytes) * tokensPerByte(body)) +
    media.tokens +
    (scan.members.has('tools') ? perTools : 0)
  );
}

/** Media need the whole body: they are told from text by their place in it. */
function mediaOf(text: string): { bytes: number; tokens: number } {
  try {
    return anthropicMedia(JSON.parse(text));
  } catch {
    return { bytes: 0, tokens: 0 };
  }
}

/**
 * A batch holds the sum of its requests. It is of one model here: allowed models and prices are looked
 * up once per call.
 */
function batchOf(body: Buffer, text: string, scan: JsonScan): Partial<AnthropicCall> | GateFault {
  const requests = memberValue(text, scan, 'requests');
  if (!Array.isArray(requests)) return malformed('"requests" is not a list');
  const params = requests.map((request) => (isDict(request) && isDict(request.params) ? request.params : {}));
  const models = new Set(params.map(({ model }) => textOf(model)));
  if (models.size > 1) return malformed('its requests name several models; send one batch for each model');
  const limits = params.map(({ max_tokens }) => (typeof max_tokens === 'number' ? max_tokens : 0));
  return {
    model: [...models][0] ?? '',
    inputTokens: inputTokens(body, text, scan) + params.length * perTools,
    maxOutput: limits.reduce((sum, limit) => sum + limit, 0),
    serviceTier: 'batch',
  };
}

/** Claude Code's headers, by which a session's calls and sub-agents hang together. */
function claudeCodeLabels(headers: WireHeaders): Partial<CallLabels> {
  const labels: Partial<CallLabels> = {};
  const take = (label: 'session' | 'agent' | 'parentAgent', name: string) => {
    const said = headerOf(headers, name);
    if (said) labels[label] = said.slice(0, 200);
  };
  take('session', 'x-claude-code-session-id');
  take('agent', 'x-claude-code-agent-id');
  take('parentAgent', 'x-claude-code-parent-agent-id');
  return labels;
}

/** Older builds of Claude Code name the session inside `metadata.user_id`, as its end or as a member of JSON text. */
function sessionOfUser(metadata: unknown): Partial<CallLabels> {
  const user = isDict(metadata) && typeof metadata.user_id === 'string' ? metadata.user_id : '';
  const session = /(?:_session_|"session_id"\s*:\s*")([\w-]{8,64})/.exec(user)?.[1];
  return session ? { session } : {};
}
