import type { CompanyRecord, TranscriptLine, UsageRecord } from '../index.ts';
import { costOf, type Pico } from './price.ts';

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
  day: string;
  model: string;
  /** Account or address of whoever asked. */
  who: string;
  workflow: string;
}

/**
 * Sums over the generator's own records, each response once: of several lines of one response the one
 * with the most output counts. Deliberately simple: maps and additions, one pass, nothing shared with
 * what it judges.
 */
export class UsageOracle {
  readonly #by = new Map<string, UsageSums>();
  #previous: TranscriptLine | null = null;

  add(record: CompanyRecord): void {
    if (record.to === 'usage') {
      this.#count(ofUsage(record.body));
      return;
    }
    if (record.to === 'webhook') return;
    // Lines of one response follow each other, as a tool writes them.
    const { line } = record;
    const known = this.#previous;
    if (known && known.message.id !== line.message.id) this.#count(ofTranscript(known));
    const larger = known?.message.id === line.message.id && outputOf(known) > outputOf(line);
    this.#previous = larger ? known : line;
  }

  /** The sums of `key` values of a dimension: `total`, `day`, `model`, `who` or `workflow`. */
  of(dimension: string): Map<string, UsageSums> {
    if (this.#previous) this.#count(ofTranscript(this.#previous));
    this.#previous = null;
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

function ofTranscript({ timestamp, cwd, message: { model, usage } }: TranscriptLine): Counted {
  const tokens = {
    input: usage.input_tokens,
    write: usage.cache_creation_input_tokens,
    read: usage.cache_read_input_tokens,
    output: usage.output_tokens,
  };
  const who = cwd.split('/')[2] ?? '';
  const names = { day: timestamp.slice(0, 10), model, who, workflow: '' };
  return { ...names, requests: 1, ...tokens, cost: costOf(model, tokens) };
}

function ofUsage({ occurred_at, model, workflow, actor, tokens: given }: UsageRecord): Counted {
  const tokens = { input: given.uncached_input, write: 0, read: given.cache_read, output: given.output };
  const names = { day: occurred_at.slice(0, 10), model, who: actor.id, workflow };
  return { ...names, requests: 1, ...tokens, cost: costOf(model, tokens) };
}
