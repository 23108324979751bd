import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Company,
  type CompanyRecord,
  companyName,
  companyOf,
  dateOf,
  recordsOf,
  storiesOf,
  type TracedSpan,
  termsOf,
  VendorBills,
} from '../index.ts';
import { truthOf } from '../truth/truth.ts';
import { workflowRuns } from './story.ts';

const size = { seed: 3, people: 60, agentsPerPerson: 1, days: 120, from: '2026-03-01' };
const company = companyOf(size);
const stories = storiesOf(company);
let records: CompanyRecord[];
beforeAll(() => {
  records = [...everything(company)];
}, 120_000);

/** Dollars per million tokens by hand: input, cache write, cache read, output. */
const pages: Record<string, readonly [number, number, number, number]> = {
  'claude-opus-4-5-20251101': [5, 6.25, 0.5, 25],
  'claude-sonnet-4-5-20250929': [3, 3.75, 0.3, 15],
  'claude-haiku-4-5-20251001': [1, 1.25, 0.1, 5],
};

function dollars(model: string, tokens: readonly [number, number, number, number]): number {
  const page = pages[model];
  if (!page) throw new Error(`no page of ${model}`);
  return tokens.reduce((sum, count, at) => sum + (count * (page[at] ?? 0)) / 1e6, 0);
}

/** Dollars of a record of Anthropic’s, and the response that it is of. */
function billed(record: CompanyRecord): { id: string; month: string; cost: number } | null {
  if (record.to === 'claude-code') {
    const { id, model, usage } = record.line.message;
    const [write, read] = [usage.cache_creation_input_tokens, usage.cache_read_input_tokens];
    const cost = dollars(model, [usage.input_tokens, write, read, usage.output_tokens]);
    return { id, month: record.line.timestamp.slice(0, 7), cost };
  }
  if (record.to === 'litellm') {
    const { request_id: id, model, startTime, prompt_tokens, completion_tokens, metadata } = record.row;
    const read = metadata.usage_object.prompt_tokens_details.cached_tokens;
    const cost = dollars(model.slice('anthropic/'.length), [
      prompt_tokens - read,
      0,
      read,
      completion_tokens,
    ]);
    expect(Number(record.row.spend)).toBeCloseTo(cost, 9);
    return { id, month: startTime.slice(0, 7), cost };
  }
  if (record.to === 'otlp') return traced(record.span);
  if (record.to !== 'usage' || record.body.provider !== 'anthropic') return null;
  const { id, model, tokens, occurred_at } = record.body;
  const cost = dollars(model, [tokens.uncached_input, 0, tokens.cache_read, tokens.output]);
  return { id, month: occurred_at.slice(0, 7), cost };
}

/** A call of a traced program; the span of its agent repeats calls and is none. */
function traced({ spanId, name, startTimeUnixNano, attributes }: TracedSpan) {
  if (!name.startsWith('chat ')) return null;
  const count = (key: string) => {
    const value = attributes.find((one) => one.key === `gen_ai.usage.${key}`)?.value;
    return value && 'intValue' in value ? Number(value.intValue) : 0;
  };
  const read = count('cache_read.input_tokens');
  const cost = dollars(name.slice(5), [count('input_tokens') - read, 0, read, count('output_tokens')]);
  const month = new Date(Number(startTimeUnixNano) / 1e6).toISOString().slice(0, 7);
  return { id: spanId, month, cost };
}

function* everything(of: Company): Iterable<CompanyRecord> {
  for (let day = 0; day < of.size.days; day++) yield* recordsOf(of, day);
}

describe('a simulated company', () => {
  test('is the same for the same seed, each day alone as in the whole', () => {
    const alone = [...recordsOf(companyOf(size), 40)];
    expect(alone).toEqual([...recordsOf(company, 40)]);
    expect(alone).not.toEqual([...recordsOf(companyOf({ ...size, seed: 4 }), 40)]);
  });

  test('has about as many events as it was asked for', () => {
    const asked = companyOf({ ...size, days: 60, eventsTarget: 60_000 });
    let events = 0;
    const told = new Set<string>();
    for (const record of everything(asked)) {
      if (record.to === 'claude-code') told.add(record.line.message.id);
      else if (record.to === 'usage' || (record.to === 'codex' && record.line.type === 'event_msg')) events++;
    }
    expect((events + told.size) / 60_000).toBeGreaterThan(0.85);
    expect((events + told.size) / 60_000).toBeLessThan(1.3);
  });
});

describe('what is planted', () => {
  test('is written to the truth, all nine, and what does not fit is named', () => {
    const truth = truthOf(company, companyName);
    expect(Object.keys(truth.stories)).toHaveLength(9);
    expect(truth.omitted).toEqual([]);
    expect(truth.stories.runaway.date).toBe(dateOf(size.from, size.days - 9));
    const short = truthOf(companyOf({ ...size, days: 40 }), companyName);
    expect(short.omitted).toContain('workflow');
  });

  test('an invoice asks 312 dollars more than was used, and no other is off by a cent', () => {
    const bills = new VendorBills(company);
    const used = new Map<string, number>();
    const seen = new Map<string, number>();
    for (const record of records) {
      bills.add(record);
      const one = billed(record);
      if (!one) continue;
      used.set(one.month, (used.get(one.month) ?? 0) + one.cost - (seen.get(one.id) ?? 0));
      seen.set(one.id, one.cost);
    }
    const invoices = bills.invoices().filter(({ provider }) => provider === 'anthropic');
    expect(invoices).toHaveLength(3);
    for (const { from, amount } of invoices) {
      const month = from.slice(0, 7);
      const off = Number(amount) - (used.get(month) ?? 0);
      expect(off).toBeCloseTo(month === stories.invoice.month ? 312 : 0, 1);
    }
  });

  test('one assistant costs less per token at each kind of work, and more over both', () => {
    const sums = new Map<string, { cost: number; tokens: number }>();
    for (const record of records) {
      const one = billed(record);
      if (!one || record.to !== 'usage' || !record.body.tool.startsWith('assist-')) continue;
      const { tool, workflow, tokens } = record.body;
      for (const key of [tool, `${tool} ${workflow}`]) {
        const sum = sums.get(key) ?? { cost: 0, tokens: 0 };
        sum.cost += one.cost;
        sum.tokens += tokens.uncached_input + tokens.cache_read + tokens.output;
        sums.set(key, sum);
      }
    }
    const per = (key: string) => (sums.get(key)?.cost ?? 0) / (sums.get(key)?.tokens ?? 1);
    const { cheaper, dearer } = stories.simpson;
    for (const workflow of ['quick-answer', 'deep-research'])
      expect(per(`${cheaper} ${workflow}`)).toBeLessThan(per(`${dearer} ${workflow}`));
    expect(per(cheaper)).toBeGreaterThan(1.5 * per(dearer));
  });

  test('a workflow grows tenfold in a quarter', () => {
    const last = workflowRuns(stories, size.days - 1);
    expect(last / workflowRuns(stories, size.days - 91)).toBeCloseTo(10, 0);
  });

  test('the price of a model is cut from one day to the next, with no day left out', () => {
    const [before, after] = termsOf(company).prices;
    expect(before).toMatchObject({ from: null, to: after?.from, output: '8' });
    expect(after).toMatchObject({ to: null, output: '4.8' });
  });

  test('those who were granted tokens and use none have no usage at all', () => {
    const [grant] = termsOf(company).grants;
    const idle = new Set(
      company.people.filter(({ team }) => grant?.teams.includes(team.key)).map(({ account }) => account),
    );
    expect(idle.size).toBeGreaterThan(5);
    const asking = new Set(
      records.flatMap((record) =>
        record.to === 'claude-code' ? [record.line.cwd.split('/')[2]?.replace(/-agent-\d+$/, '') ?? ''] : [],
      ),
    );
    expect([...idle].filter((account) => asking.has(account))).toEqual([]);
  });
});
