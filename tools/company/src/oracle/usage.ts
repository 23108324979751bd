import type {
  CodexLine,
  CodexUsage,
  CompanyRecord,
  SpendLogRow,
  TracedSpan,
  TranscriptLine,
  UsageRecord,
} from '../index.ts';
import { type Pico, Prices } from './price.ts';

/** Usage as plain sums tell it. */
export interface UsageSums {
  requests: number;
  input: number;
  write: number;
  read: number;
  output: number;
  cost: Pico;
}

/** What one record that counts says, and under which names it is counted. */
export interface Counted extends UsageSums {
  /** What it would have cost at base prices. */
  base: Pico;
  /** Part of the output. */
  reasoning: number;
  day: string;
  provider: string;
  model: string;
  tool: string;
  /** Account or address of whoever asked. */
  who: string;
  workflow: string;
  /** Where it was worked: empty for services. */
  session: string;
  repo: string;
  branch: string;
}

/** What a record says of itself, before it is priced. */
type Said = Omit<Counted, 'requests' | 'cost' | 'base'>;

/**
 * Reads the generator's own records of usage, each response once: of several lines of one response the
 * one with the most output counts. `end` tells the last.
 */
export class UsageReader {
  readonly #tell: (counted: Counted) => void;
  readonly #prices: Prices;
  #previous: TranscriptLine | null = null;
  /** Where the Codex session is that is being read. */
  #codex = { session: '', who: '', repo: '', branch: '', model: '' };

  constructor(prices: Prices, tell: (counted: Counted) => void) {
    this.#prices = prices;
    this.#tell = tell;
  }

  add(record: CompanyRecord): void {
    if (record.to === 'usage') this.#count(ofUsage(record.body));
    if (record.to === 'litellm') this.#count(ofSpendLog(record.row));
    if (record.to === 'otlp') this.#trace(record.span);
    if (record.to === 'codex') this.#rollout(record.session, record.line);
    if (record.to !== 'claude-code') return;
    // Lines of one response follow each other, as a tool writes them.
    const { line } = record;
    const known = this.#previous;
    if (known && known.message.id !== line.message.id) this.#count(ofTranscript(known));
    const larger = known?.message.id === line.message.id && outputOf(known) > outputOf(line);
    this.#previous = larger ? known : line;
  }

  end(): void {
    if (this.#previous) this.#count(ofTranscript(this.#previous));
    this.#previous = null;
  }

  #count(said: Said): void {
    const { model, day } = said;
    const cost = this.#prices.cost(model, day, said);
    this.#tell(Object.assign(said, { requests: 1, cost, base: this.#prices.base(model, said) }));
  }

  /** A call counts; the span of the agent that made it repeats it. */
  #trace(span: TracedSpan): void {
    const said = ofSpan(span);
    if (said) this.#count(said);
  }

  #rollout(session: string, line: CodexLine): void {
    const at = this.#codex;
    if (line.type === 'session_meta') {
      const { cwd, git } = line.payload;
      this.#codex = { ...at, session, branch: git.branch, ...placeOf(cwd) };
    } else if (line.type === 'turn_context') at.model = line.payload.model;
    else if (line.type === 'event_msg') {
      const tokens = ofCodex(line.payload.info.last_token_usage);
      const names = { provider: 'openai', tool: 'codex', workflow: '', day: line.timestamp.slice(0, 10) };
      this.#count({ ...at, ...names, ...tokens });
    }
  }
}

/**
 * Sums over the generator's own records. Deliberately simple: maps and additions, one pass, nothing
 * shared with what it judges.
 */
export class UsageOracle {
  readonly #by = new Map<string, UsageSums>();
  readonly #reader: UsageReader;

  constructor(prices = new Prices()) {
    this.#reader = new UsageReader(prices, (counted) => this.#count(counted));
  }

  add(record: CompanyRecord): void {
    this.#reader.add(record);
  }

  /** The sums of `key` values of a dimension: `total`, `day`, `model`, `who` or `workflow`. */
  of(dimension: string): Map<string, UsageSums> {
    this.#reader.end();
    const found = new Map<string, UsageSums>();
    for (const [name, sums] of this.#by) {
      const [of, key = ''] = name.split('\n');
      if (of === dimension) found.set(key, sums);
    }
    return found;
  }

  #count(counted: Counted): void {
    const { day, model, who, workflow } = counted;
    for (const name of [
      'total\n',
      `day\n${day}`,
      `model\n${model}`,
      `who\n${who}`,
      `workflow\n${workflow}`,
    ]) {
      const sums = this.#by.get(name) ?? { requests: 0, input: 0, write: 0, read: 0, output: 0, cost: 0n };
      sums.requests += counted.requests;
      sums.input += counted.input;
      sums.write += counted.write;
      sums.read += counted.read;
      sums.output += counted.output;
      sums.cost += counted.cost;
      this.#by.set(name, sums);
    }
  }
}

const outputOf = (line: TranscriptLine): number => line.message.usage.output_tokens;

/** Whose home and which repository a working directory lies in. */
function placeOf(cwd: string): { who: string; repo: string } {
  const [, , who = '', , repo = ''] = cwd.split('/');
  return { who, repo };
}

function ofTranscript(line: TranscriptLine): Said {
  const { timestamp, cwd, sessionId: session, gitBranch: branch } = line;
  const { model, usage } = line.message;
  const { who, repo } = placeOf(cwd);
  // Ten million of these: named one by one, which is much quicker than put together from parts.
  return {
    day: timestamp.slice(0, 10),
    provider: 'anthropic',
    model,
    tool: 'claude-code',
    workflow: '',
    session,
    branch,
    who,
    repo,
    reasoning: 0,
    input: usage.input_tokens,
    write: usage.cache_creation_input_tokens,
    read: usage.cache_read_input_tokens,
    output: usage.output_tokens,
  };
}

/** Input contains what the cache held; output contains reasoning. */
const ofCodex = (usage: CodexUsage) => ({
  input: usage.input_tokens - usage.cached_input_tokens,
  write: 0,
  read: usage.cached_input_tokens,
  output: usage.output_tokens,
  reasoning: usage.reasoning_output_tokens,
});

function ofUsage({ occurred_at, provider, model, tool, workflow, actor, tokens }: UsageRecord): Said {
  return {
    ...{ day: occurred_at.slice(0, 10), provider, model, tool, workflow, who: actor.id },
    ...{ session: '', repo: '', branch: '', reasoning: 0 },
    ...{ input: tokens.uncached_input, write: 0, read: tokens.cache_read, output: tokens.output },
  };
}

const nowhere = { session: '', repo: '', branch: '', workflow: '', reasoning: 0, write: 0 };

/** The prompt holds what the cache held. */
function ofSpendLog({ model, startTime, prompt_tokens, completion_tokens, metadata }: SpendLogRow): Said {
  const read = metadata.usage_object.prompt_tokens_details.cached_tokens;
  return {
    ...nowhere,
    ...{
      day: startTime.slice(0, 10),
      provider: 'anthropic',
      model: model.split('/')[1] ?? '',
      tool: 'litellm',
    },
    ...{
      who: metadata.user_api_key_user_email,
      input: prompt_tokens - read,
      read,
      output: completion_tokens,
    },
  };
}

function ofSpan({ startTimeUnixNano, attributes }: TracedSpan): Said | null {
  const said = new Map(
    attributes.map(({ key, value }) => [key, 'intValue' in value ? value.intValue : value.stringValue]),
  );
  if (said.get('gen_ai.operation.name') !== 'chat') return null;
  const read = Number(said.get('gen_ai.usage.cache_read.input_tokens'));
  return {
    ...nowhere,
    ...{ provider: 'anthropic', model: said.get('gen_ai.response.model') ?? '', tool: 'opentelemetry' },
    day: new Date(Number(BigInt(startTimeUnixNano) / 1_000_000n)).toISOString().slice(0, 10),
    who: said.get('user.email') ?? '',
    ...{ input: Number(said.get('gen_ai.usage.input_tokens')) - read, read },
    output: Number(said.get('gen_ai.usage.output_tokens')),
  };
}
