import type { NormalisedUsage, UsageCounts } from '@exchequer/model';

type Dict = { readonly [key: string]: unknown };
/** What one usage object tells; no provider counts calls of tools in it. */
type Counts = Omit<UsageCounts, 'tool_calls'>;

/** What it says beside the counts. */
type Terms = Pick<NormalisedUsage, 'service_tier' | 'speed' | 'region' | 'flags'>;

/** Counts by class, with the terms on which they were used. */
interface Told {
  counts: Counts;
  terms: Terms;
}

const isDict = (value: unknown): value is Dict =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads whole counts out of a provider’s object and notes what is no count. */
class Counter {
  readonly problems: string[];
  private readonly from: Dict;
  private readonly at: string;

  constructor(from: Dict, problems: string[] = [], at = 'usage') {
    this.from = from;
    this.problems = problems;
    this.at = at;
  }

  has(key: string): boolean {
    return typeof this.from[key] === 'number';
  }

  object(key: string): boolean {
    return isDict(this.from[key]);
  }

  count(key: string): number {
    const value = this.from[key];
    if (value === undefined || value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1e12) return value;
    this.problems.push(`${this.at}.${key} is not a whole count`);
    return 0;
  }

  text(key: string): string {
    const value = this.from[key];
    return typeof value === 'string' ? value.slice(0, 100) : '';
  }

  in(key: string): Counter {
    const value = this.from[key];
    return new Counter(isDict(value) ? value : {}, this.problems, `${this.at}.${key}`);
  }

  /** Items of a list of objects, such as modality details. */
  list(key: string): readonly Dict[] {
    const value = this.from[key];
    return Array.isArray(value) ? value.slice(0, 100).filter(isDict) : [];
  }
}

/**
 * Input that includes what was cached, made disjoint. Where the cached parts exceed the whole, the
 * source did not include them: its input is taken as uncached, and the event says so.
 */
function splitInput(
  input: number,
  cacheRead: number,
  cacheWrite: number,
): { uncached: number; terms: Terms } {
  const rest = input - cacheRead - cacheWrite;
  return rest < 0
    ? { uncached: input, terms: { flags: 'inconsistent-input' } }
    : { uncached: rest, terms: plainTerms };
}

const plainTerms: Terms = {};

/** Sound and pictures as parts of uncached input; the provider counts cached ones among them too. */
function inputKinds(details: Counter, uncached: number): { sound: number; pictures: number } {
  const sound = Math.min(details.count('audio_tokens'), uncached);
  return { sound, pictures: Math.min(details.count('image_tokens'), uncached - sound) };
}

const reportedIn = (details: Counter, key: string): 0 | 1 => (details.has(key) ? 1 : 0);

/** OpenAI chat completions: prompt includes cached and cache-written tokens. */
function openAiChat(usage: Counter): Told {
  const input = usage.in('prompt_tokens_details');
  const output = usage.in('completion_tokens_details');
  const [read, written] = [input.count('cached_tokens'), input.count('cache_write_tokens')];
  const { uncached, terms } = splitInput(usage.count('prompt_tokens'), read, written);
  const { sound, pictures } = inputKinds(input, uncached);
  const counts = {
    uncached_input: uncached,
    cache_read: read,
    cache_write_unknown: written,
    output: usage.count('completion_tokens'),
    reasoning: output.count('reasoning_tokens'),
    reasoning_reported: reportedIn(output, 'reasoning_tokens'),
    audio_input: sound,
    image_input: pictures,
    audio_output: output.count('audio_tokens'),
  };
  return { counts, terms };
}

/**
 * OpenAI Responses: as chat, with cache writes by lifetime. Pictures and transcripts report the same way,
 * with kinds of tokens; transcripts write `input_token_details`.
 */
function openAiResponses(usage: Counter): Told {
  const input = usage.in(
    usage.object('input_tokens_details') ? 'input_tokens_details' : 'input_token_details',
  );
  const lifetimes = input.in('cache_write_tokens_details');
  const output = usage.in('output_tokens_details');
  const [read, written] = [input.count('cached_tokens'), input.count('cache_write_tokens')];
  const [half, twelve] = [lifetimes.count('ttl_30m_tokens'), lifetimes.count('ttl_12h_tokens')];
  const all = usage.count('input_tokens');
  const { uncached, terms } = splitInput(all, read, Math.max(written, half + twelve));
  const { sound, pictures } = inputKinds(input, uncached);
  const counts = {
    uncached_input: uncached,
    cache_read: read,
    cache_write_30m: half,
    cache_write_12h: twelve,
    cache_write_unknown: Math.max(0, written - half - twelve),
    output: usage.count('output_tokens'),
    reasoning: output.count('reasoning_tokens'),
    reasoning_reported: reportedIn(output, 'reasoning_tokens'),
    audio_input: sound,
    image_input: pictures,
    image_output: output.count('image_tokens'),
  };
  return { counts, terms };
}

type Written = Required<Pick<Counts, 'cache_write_5m' | 'cache_write_1h' | 'cache_write_unknown'>>;
type Compacted = Written & Required<Pick<Counts, 'uncached_input' | 'cache_read' | 'output'>>;

/** Tokens of context compactions, which the top level of the usage leaves out. */
function compactions(usage: Counter): Compacted {
  const sum: Compacted = {
    uncached_input: 0,
    cache_read: 0,
    cache_write_5m: 0,
    cache_write_1h: 0,
    cache_write_unknown: 0,
    output: 0,
  };
  for (const entry of usage.list('iterations')) {
    if (entry.type !== 'compaction') continue;
    const one = new Counter(entry, usage.problems, 'usage.iterations');
    sum.uncached_input += one.count('input_tokens');
    sum.cache_read += one.count('cache_read_input_tokens');
    sum.output += one.count('output_tokens');
    const written = cacheWrites(one);
    sum.cache_write_5m += written.cache_write_5m;
    sum.cache_write_1h += written.cache_write_1h;
    sum.cache_write_unknown += written.cache_write_unknown;
  }
  return sum;
}

/** Anthropic's cache writes by lifetime; what no lifetime is given for stays of unknown lifetime. */
function cacheWrites(usage: Counter): Written {
  const lifetimes = usage.in('cache_creation');
  const written = usage.count('cache_creation_input_tokens');
  const [five, hour] = [
    lifetimes.count('ephemeral_5m_input_tokens'),
    lifetimes.count('ephemeral_1h_input_tokens'),
  ];
  return {
    cache_write_5m: five,
    cache_write_1h: hour,
    cache_write_unknown: Math.max(0, written - five - hour),
  };
}

/** Anthropic messages: input excludes every cached token. */
function anthropic(usage: Counter): Told {
  const extra = compactions(usage);
  const written = cacheWrites(usage);
  const thinking = usage.in('output_tokens_details');
  const region = usage.text('inference_geo');
  const counts = {
    uncached_input: usage.count('input_tokens') + extra.uncached_input,
    cache_read: usage.count('cache_read_input_tokens') + extra.cache_read,
    cache_write_5m: written.cache_write_5m + extra.cache_write_5m,
    cache_write_1h: written.cache_write_1h + extra.cache_write_1h,
    cache_write_unknown: written.cache_write_unknown + extra.cache_write_unknown,
    output: usage.count('output_tokens') + extra.output,
    reasoning: thinking.count('thinking_tokens'),
    reasoning_reported: reportedIn(thinking, 'thinking_tokens'),
    web_searches: usage.in('server_tool_use').count('web_search_requests'),
  };
  const terms = {
    service_tier: usage.text('service_tier'),
    speed: usage.text('speed'),
    region: region === 'not_available' ? '' : region,
  };
  return { counts, terms };
}

function modality(usage: Counter, details: string, name: string): number {
  return usage
    .list(details)
    .filter((entry) => entry.modality === name)
    .reduce(
      (sum, entry) => sum + new Counter(entry, usage.problems, `usage.${details}`).count('tokenCount'),
      0,
    );
}

/** Gemini: the prompt includes cached content, not tool-use prompts; candidates exclude thoughts. */
function gemini(usage: Counter): Told {
  const read = usage.count('cachedContentTokenCount');
  const thoughts = usage.count('thoughtsTokenCount');
  const split = splitInput(usage.count('promptTokenCount'), read, 0);
  const uncached = split.uncached + usage.count('toolUsePromptTokenCount');
  const counts: Counts = {
    uncached_input: uncached,
    audio_input: Math.min(uncached, modality(usage, 'promptTokensDetails', 'AUDIO')),
    cache_read: read,
    output: usage.count('candidatesTokenCount') + thoughts,
    reasoning: thoughts,
    reasoning_reported: 1,
  };
  return { counts, terms: split.terms };
}

/** Bedrock Converse: input excludes the cache, as with Anthropic. */
function converse(usage: Counter): Told {
  const written = usage.count('cacheWriteInputTokens');
  const byLifetime = { '5m': 0, '1h': 0 };
  for (const detail of usage.list('cacheDetails')) {
    const ttl = detail.ttl === '1h' ? '1h' : '5m';
    byLifetime[ttl] += new Counter(detail, usage.problems, 'usage.cacheDetails').count('inputTokens');
  }
  const counts = {
    uncached_input: usage.count('inputTokens'),
    cache_read: usage.count('cacheReadInputTokens'),
    cache_write_5m: byLifetime['5m'],
    cache_write_1h: byLifetime['1h'],
    cache_write_unknown: Math.max(0, written - byLifetime['5m'] - byLifetime['1h']),
    output: usage.count('outputTokens'),
  };
  return { counts, terms: plainTerms };
}

/** Keys of Anthropic usage that OpenAI Responses never has. */
const anthropicKeys = [
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'cache_creation',
  'server_tool_use',
];

function shapeOf(usage: Dict, provider: string): ((usage: Counter) => Told) | undefined {
  if ('prompt_tokens' in usage || 'completion_tokens' in usage) return openAiChat;
  if ('promptTokenCount' in usage || 'candidatesTokenCount' in usage) return gemini;
  if ('inputTokens' in usage || 'outputTokens' in usage) return converse;
  if (!('input_tokens' in usage || 'output_tokens' in usage)) return undefined;
  return anthropicKeys.some((key) => key in usage) || /anthropic|claude/i.test(provider)
    ? anthropic
    : openAiResponses;
}

/** A provider’s usage object in disjoint classes, or what is wrong with it. */
export function readProviderUsage(usage: Dict, provider: string): Told | { problems: string[] } {
  const read = shapeOf(usage, provider);
  if (!read)
    return { problems: ['usage has none of the fields by which a provider is known, such as input_tokens'] };
  const counter = new Counter(usage);
  const told = read(counter);
  return counter.problems.length > 0 ? { problems: counter.problems } : told;
}
