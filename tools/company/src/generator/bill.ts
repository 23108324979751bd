import { dateOf } from './calendar.ts';
import type { Company } from './company.ts';
import { costOf, type Pico } from './price.ts';
import type { CompanyRecord } from './records.ts';
import type { TracedSpan } from './span.ts';
import { type Stories, storiesOf } from './story.ts';

/** An invoice as a vendor sends it, for a calendar month in UTC. */
export interface VendorInvoice {
  provider: string;
  number: string;
  from: string;
  /** Last day of the month. */
  to: string;
  issued: string;
  /** US dollars. */
  amount: string;
}

/**
 * What vendors bill. They meter for themselves: every response once, at the prices of their page, one
 * invoice per vendor and whole month. One of them asks more than was used.
 */
export class VendorBills {
  readonly #company: Company;
  readonly #stories: Stories;
  readonly #sums = new Map<string, Pico>();
  #open: { id: string; output: number; month: string; cost: Pico } | null = null;

  constructor(company: Company) {
    this.#company = company;
    this.#stories = storiesOf(company);
  }

  add(record: CompanyRecord): void {
    if (record.to === 'claude-code') {
      const { line } = record;
      const { id, model, usage } = line.message;
      // A response may stand on two lines, which follow each other; the larger one is the answer.
      if (this.#open?.id !== id) this.#close();
      if (this.#open && this.#open.output > usage.output_tokens) return;
      const cost = costOf(model, {
        input: usage.input_tokens,
        write: usage.cache_creation_input_tokens,
        read: usage.cache_read_input_tokens,
        output: usage.output_tokens,
      });
      this.#open = { id, output: usage.output_tokens, month: line.timestamp.slice(0, 7), cost };
    } else if (record.to === 'codex' && record.line.type === 'event_msg') {
      const last = record.line.payload.info.last_token_usage;
      const input = last.input_tokens - last.cached_input_tokens;
      const tokens = { input, write: 0, read: last.cached_input_tokens, output: last.output_tokens };
      this.#add('openai', record.line.timestamp.slice(0, 7), costOf('gpt-5-codex', tokens));
    } else if (record.to === 'usage' && record.body.provider === 'anthropic') {
      const { model, tokens: given, occurred_at } = record.body;
      const tokens = { input: given.uncached_input, write: 0, read: given.cache_read, output: given.output };
      this.#add('anthropic', occurred_at.slice(0, 7), costOf(model, tokens));
    } else if (record.to === 'litellm') {
      const { model, startTime, prompt_tokens: input, completion_tokens: output, metadata } = record.row;
      const read = metadata.usage_object.prompt_tokens_details.cached_tokens;
      const cost = costOf(model.replace('anthropic/', ''), { input: input - read, write: 0, read, output });
      this.#add('anthropic', startTime.slice(0, 7), cost);
    } else if (record.to === 'otlp') this.#traced(record.span);
  }

  /** Vendors meter calls: what an agent's span repeats is none. */
  #traced({ startTimeUnixNano, attributes }: TracedSpan): void {
    const text = (key: string) => {
      const value = attributes.find((one) => one.key === key)?.value ?? { stringValue: '' };
      return 'intValue' in value ? value.intValue : value.stringValue;
    };
    if (text('gen_ai.operation.name') !== 'chat') return;
    const read = Number(text('gen_ai.usage.cache_read.input_tokens'));
    const input = Number(text('gen_ai.usage.input_tokens')) - read;
    const tokens = { input, write: 0, read, output: Number(text('gen_ai.usage.output_tokens')) };
    const month = new Date(Number(startTimeUnixNano.slice(0, -6))).toISOString().slice(0, 7);
    this.#add('anthropic', month, costOf(text('gen_ai.response.model'), tokens));
  }

  /** The invoices of the months that lie in the span whole, in their order. */
  invoices(): VendorInvoice[] {
    this.#close();
    const { size } = this.#company;
    const { invoice } = this.#stories;
    const first = dateOf(size.from, 0);
    const after = dateOf(size.from, size.days);
    return [...this.#sums].sort().flatMap(([key, sum]) => {
      const [provider = '', month = ''] = key.split(' ');
      const next = monthAfter(month);
      if (`${month}-01` < first || next > after) return [];
      const over = provider === invoice.provider && month === invoice.month ? BigInt(invoice.overcharge) : 0n;
      const amount = dollarsOf(sum + over * 10n ** 12n);
      const number = `${provider === 'anthropic' ? 'ANT' : 'OAI'}-${month}`;
      const to = dateOf(next, -1);
      return [{ provider, number, from: `${month}-01`, to, issued: next, amount }];
    });
  }

  #close(): void {
    if (this.#open) this.#add('anthropic', this.#open.month, this.#open.cost);
    this.#open = null;
  }

  #add(provider: string, month: string, cost: Pico): void {
    const key = `${provider} ${month}`;
    this.#sums.set(key, (this.#sums.get(key) ?? 0n) + cost);
  }
}

const monthAfter = (month: string): string => {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of, 1)).toISOString().slice(0, 10);
};

/** To the cent, as invoices are. */
function dollarsOf(pico: Pico): string {
  const cents = (pico + 5_000_000_000n) / 10_000_000_000n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}
