import type { CallLabels, GateEndpoint, GateFault } from '@exchequer/model';
import { isDict, textOf } from '../answer.ts';
import { checkedText, fingerprintOf } from '../body.ts';
import { secondsAtMost, textTokensAtMost, tokensPerByte, withSearches } from '../count.ts';
import type { EndpointMatch, WireHeaders } from '../dialect.ts';
import { headerOf, malformed } from '../headers.ts';
import { type JsonScan, memberValue, scanObject } from '../json-scan.ts';
import { limitNames, type OpenAiCall } from './call.ts';
import { type Media, mediaMarks, openAiMedia } from './media.ts';
import { type Form, readForm } from './multipart.ts';

/** Endpoints whose body is a JSON object. */
const jsonEndpoints: ReadonlySet<GateEndpoint> = new Set([
  'chat',
  'responses',
  'completions',
  'embeddings',
  'speech',
  'batches',
  'count_tokens',
]);

/**
 * Reads a call of OpenAI's API.
 *
 * The input is counted from the body's bytes (see count.ts). Beside them stand: media by the provider's
 * limits (media.ts), stored conversations that the body only names, for which `storedTokens` are taken,
 * and searches that the provider may make.
 */
export function readOpenAi(match: EndpointMatch, headers: WireHeaders, body: Buffer): OpenAiCall | GateFault {
  const form = /^multipart\//i.test(headerOf(headers, 'content-type'));
  if (match.endpoint === 'transcription' || (match.endpoint === 'images' && form)) {
    const read = readForm(headers, body);
    return typeof read === 'string' ? malformed(read) : formCall(match, headers, body, read);
  }
  if (!jsonEndpoints.has(match.endpoint) && match.endpoint !== 'images') {
    return blankCall(match, headers, body);
  }
  const text = checkedText(headers, body);
  if (typeof text !== 'string') return text;
  const scan = scanObject(text, marks);
  if ('error' in scan) return malformed(`${scan.error} (byte ${scan.at})`);
  return jsonCall(match, headers, body, text, scan);
}

const searchMark = 'web_search';
const marks = [...mediaMarks, searchMark];

/** A call of which nothing has to be known. */
function blankCall(match: EndpointMatch, headers: WireHeaders, body: Buffer): OpenAiCall {
  return {
    match,
    model: match.pathModel,
    stream: false,
    inputTokens: 0,
    maxOutput: null,
    serviceTier: '',
    extras: { images: 0, characters: 0, seconds: 0, webSearches: 0 },
    labels: sessionOf(headers),
    fingerprint: () => fingerprintOf(match, headers, body),
    scan: null,
    answers: 1,
    asksUsage: false,
  };
}

/** A batch names models in its file alone. Elsewhere a default of the provider's could not be held for. */
const mayLackModel: ReadonlySet<GateEndpoint> = new Set(['batches', 'count_tokens']);
const modelMissing = '"model" is missing, without which nobody knows what the call costs';

function jsonCall(
  match: EndpointMatch,
  headers: WireHeaders,
  body: Buffer,
  text: string,
  scan: JsonScan,
): OpenAiCall | GateFault {
  const value = (name: string): unknown => memberValue(text, scan, name);
  const model = value('model') ?? match.pathModel;
  if (typeof model !== 'string') return malformed('"model" is not a text');
  if (model === '' && !mayLackModel.has(match.endpoint)) return malformed(modelMissing);
  const answers = answersOf(value('n'), value('best_of'));
  const webSearches = searchesOf(text, scan);
  const options = value('stream_options');
  const spoken = match.endpoint === 'speech' ? [...textOfAnyLength(value('input'))].length : 0;
  return {
    match,
    model,
    stream: value('stream') === true || value('stream_format') === 'sse',
    inputTokens: withSearches(inputTokens(match, body, text, scan, model), webSearches),
    maxOutput: maxOutputOf(match.endpoint, value, answers, spoken),
    serviceTier: tierOf(textOf(value('service_tier'))),
    extras: {
      images: match.endpoint === 'images' ? answers : 0,
      characters: spoken,
      seconds: 0,
      webSearches,
    },
    labels: { ...sessionOf(headers), ...labelsOf(value('metadata')) },
    scan,
    answers,
    asksUsage: isDict(options) && options.include_usage === true,
    fingerprint: () => fingerprintOf(match, headers, body),
  };
}

/** A call with what was found in its body; the fingerprint stays to be made when someone asks for it. */
const withFound = (call: OpenAiCall, found: Partial<OpenAiCall>): OpenAiCall => Object.assign(call, found);

const textOfAnyLength = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Names of tiers as prices know them: the provider's `default` is the standard one, `auto` says nothing. */
export const tierOf = (said: string): string =>
  said === 'default' ? 'standard' : said === 'auto' ? '' : said;

const answersOf = (...said: unknown[]): number =>
  Math.max(1, ...said.map((n) => (typeof n === 'number' && n >= 1 && n <= 1000 ? Math.floor(n) : 1)));

/** Tokens of a conversation, prompt or picture that the provider keeps and a body only names. */
const storedTokens = 200_000;
const storedNames = ['previous_response_id', 'conversation', 'prompt'];

function inputTokens(
  match: EndpointMatch,
  body: Buffer,
  text: string,
  scan: JsonScan,
  model: string,
): number {
  const media = hasMedia(scan) ? mediaOf(text, model) : { bytes: 0, tokens: 0 };
  const stored =
    match.endpoint === 'responses' && storedNames.some((name) => isNamed(text, scan, name))
      ? storedTokens
      : 0;
  return Math.ceil((body.length - media.bytes) * tokensPerByte(body)) + media.tokens + stored;
}

const hasMedia = (scan: JsonScan): boolean => mediaMarks.some((mark) => scan.marks.has(mark));

function isNamed(text: string, scan: JsonScan, name: string): boolean {
  const span = scan.members.get(name);
  return span !== undefined && !text.startsWith('null', span.start);
}

/** Media need the whole body: they are told from text by their place in it. */
function mediaOf(text: string, model: string): Media {
  try {
    return openAiMedia(JSON.parse(text), model);
  } catch {
    return { bytes: 0, tokens: 0 };
  }
}

/** Searches that the provider may make where the body sets no bound. */
const usualSearches = 5;

function searchesOf(text: string, scan: JsonScan): number {
  const asked =
    scan.members.has('web_search_options') ||
    (scan.marks.has(searchMark) && (memberText(text, scan, 'tools') ?? '').includes('"web_search'));
  if (!asked) return 0;
  const most = memberValue(text, scan, 'max_tool_calls');
  return typeof most === 'number' && most >= 0 && most < 1000 ? Math.floor(most) : usualSearches;
}

function memberText(text: string, scan: JsonScan, name: string): string | undefined {
  const span = scan.members.get(name);
  return span && text.slice(span.start, span.end);
}

/** A picture of the largest size and quality, with what partial pictures of a stream add. */
const perImageOut = 8_192;
const perPartialImage = 100;
/** Sound makes about 21 tokens a second, and a second takes some 12 characters. */
const perSpokenCharacter = 2;

function maxOutputOf(
  endpoint: GateEndpoint,
  value: (name: string) => unknown,
  answers: number,
  spoken: number,
): number | null {
  if (endpoint === 'embeddings' || endpoint === 'count_tokens') return 0;
  if (endpoint === 'speech') return spoken * perSpokenCharacter;
  if (endpoint === 'images') {
    const partial = Number(value('partial_images') ?? 0) || 0;
    return answers * (perImageOut + partial * perPartialImage);
  }
  const limits = (limitNames[endpoint] ?? []).map(value).filter((n) => typeof n === 'number' && n >= 0);
  return limits.length === 0 ? null : Math.ceil(Math.max(...(limits as number[])) * answers);
}

/** Codex and others name their conversation in headers of their own. */
function sessionOf(headers: WireHeaders): Partial<CallLabels> {
  const session = ['session_id', 'session-id', 'conversation_id']
    .map((name) => headerOf(headers, name))
    .find((said) => said !== '');
  return session ? { session: session.slice(0, 200) } : {};
}

const labelNames = ['session', 'workflow', 'project', 'purpose', 'repo', 'branch', 'agent'] as const;

/** Labels in the metadata of a request: members such as `exchequer_project`. */
function labelsOf(metadata: unknown): Partial<CallLabels> {
  if (!isDict(metadata)) return {};
  const labels: Partial<CallLabels> = {};
  for (const name of labelNames) {
    const said = textOf(metadata[`exchequer_${name}`]);
    if (said) labels[name] = said;
  }
  return labels;
}

/** A picture that is sent to be changed, at high fidelity. */
const perImageIn = 6_600;
/** Text that a second of speech may become. */
const tokensPerSecond = 10;

function formCall(
  match: EndpointMatch,
  headers: WireHeaders,
  body: Buffer,
  form: Form,
): OpenAiCall | GateFault {
  const said = (name: string): string => form.fields.get(name)?.value ?? '';
  const model = said('model') || match.pathModel;
  if (model === '') return malformed(modelMissing);
  const words = ['prompt', 'instructions'].map((name) => form.fields.get(name));
  const text = words.reduce(
    (sum, field) => sum + (field ? textTokensAtMost(body.subarray(field.start, field.end)) : 0),
    0,
  );
  const images = match.endpoint === 'images';
  const answers = answersOf(Number(said('n')));
  const seconds = images ? 0 : form.files.reduce((sum, { bytes }) => sum + secondsAtMost(bytes), 0);
  const maxOutput = images
    ? answers * (perImageOut + (Number(said('partial_images')) || 0) * perPartialImage)
    : seconds * tokensPerSecond;
  return withFound(blankCall(match, headers, body), {
    model,
    stream: said('stream') === 'true',
    inputTokens: text + (images ? form.files.length * perImageIn : seconds * tokensPerSecond),
    maxOutput,
    answers,
    extras: { images: images ? answers : 0, characters: 0, seconds, webSearches: 0 },
  });
}
