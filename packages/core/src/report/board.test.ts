import type { PaperFigure, RecommendationView } from '@exchequer/model/contract';
import { boardPackSchema } from '@exchequer/model/contract';
import { describe, expect, test } from 'vitest';
import { advised, appliedOn, bareFacts, evidence, reading } from './board.test-kit.ts';
import { boardPack } from './index.ts';

const named = (figures: readonly PaperFigure[], key: string): PaperFigure => {
  const found = figures.find((one) => one.key === key);
  if (!found) throw new Error(`no figure ${key}`);
  return found;
};

describe('a board pack of a company that only meters', () => {
  const pack = boardPack(bareFacts());

  test('is a pack by its schema, and says of each figure either its value or what it needs', () => {
    expect(boardPackSchema.parse(pack)).toEqual(pack);
    const { units, margin, commitments, grants, risk, quality, pairs } = pack;
    const all = [
      units,
      margin,
      commitments,
      grants,
      risk,
      quality,
      pairs.flatMap((p) => [p.headcount, p.token]),
    ];
    for (const figure of all.flat()) expect([figure.key, figure.value ?? figure.needs]).not.toContain(null);
  });

  test('never shows nothing as zero', () => {
    expect(named(pack.margin, 'gross_margin_effect')).toMatchObject({
      value: null,
      needs: 'revenue from billing',
    });
    expect(named(pack.commitments, 'breakage').needs).toContain('credits');
    expect(named(pack.grants, 'taxable_use').needs).toBe('grants that were issued');
    expect(named(pack.risk, 'orphan_agents').needs).toBe('agents on the list of workers');
    expect(named(pack.quality, 'invoice_gap').needs).toBe('invoices of the month');
    expect(pack.spend.budget.needs).toBe('a budget of the company in US dollars');
    expect(pack.advice_needs).toContain('a round of the rules');
  });

  test('has a bridge whose steps sum to the change, without steps that added nothing', () => {
    const { before, after, parts } = pack.bridge;
    expect(parts.map(({ key }) => key)).toEqual(['volume', 'mix', 'price']);
    expect(parts.reduce((sum, { amount }) => sum + Number(amount), Number(before))).toBe(Number(after));
  });

  test('leads from each figure to its page with its days', () => {
    expect(pack.spend.month.to).toBe('/today?range=2026-10-01..2026-11-01');
    expect(pack.spend.year.to).toBe('/today?range=2026-01-01..2026-11-01');
  });
});

test('an amount keeps every digit that it came with', () => {
  const readings = new Map([['spend_contracted', reading('spend_contracted', '9900.123456789012')]]);
  expect(boardPack(bareFacts({ readings })).spend.month.value).toBe('9900.123456789012');
});

test('a figure of fewer than thirty outcomes shows its interval alone, and its target', () => {
  const few = evidence('cost_per_feature', { n: '12', shows: 'interval', reason: 'fewer than 30 outcomes' });
  const { units } = boardPack(
    bareFacts({
      readings: new Map([['cost_per_feature', reading('cost_per_feature', '38')]]),
      evidence: new Map([['cost_per_feature', few]]),
      targets: new Map([['cost_per_feature', '40']]),
    }),
  );
  expect(named(units, 'cost_per_feature')).toMatchObject({
    ...{ value: null, needs: null, low: '31', high: '45', grade: 'E0', n: '12', target: '40' },
    note: 'fewer than 30 outcomes',
  });
});

describe('the effect on gross margin', () => {
  const margin = (purposes: { key: string; amount: string }[]) =>
    named(
      boardPack(bareFacts({ revenue: { sum: '1000000', needs: null }, purposes })).margin,
      'gross_margin_effect',
    );

  test('is the cost of serving customers over revenue, below nothing', () => {
    const split = [
      { key: 'cost_of_revenue', amount: '18500' },
      { key: 'research_and_development', amount: '22000' },
    ];
    expect(margin(split).value).toBe('-0.0185');
  });

  test('cannot be told while nothing is tagged, and says how much is not', () => {
    expect(margin([{ key: 'untagged', amount: '100' }]).needs).toContain('no charge of the month is tagged');
    const half = [
      { key: 'cost_of_revenue', amount: '50' },
      { key: 'untagged', amount: '50' },
    ];
    expect(margin(half).note).toBe('50 % of charges have no purpose yet');
  });
});

test('what credits will lapse follows the pace, the earliest expiry first', () => {
  const credit = (id: string, balance: string, expires_on: string | null) => ({
    ...{ id, provider: 'anthropic', currency: 'USD', amount: '120000', drawn: '60000', expired: '0' },
    ...{ balance, purchased_on: '2026-01-01', expires_on, reference: id, state: 'open' as const },
    straight_line_per_month: '10000',
  });
  // 100 a day: 10 days until the first expiry, 30 until the second.
  const pack = boardPack(
    bareFacts({
      credits: [
        credit('late', '3000', '2026-11-29'),
        credit('soon', '1500', '2026-11-09'),
        credit('ever', '9', null),
      ],
      ...{ creditsAsOf: '2026-10-31', drawn: new Map([['anthropic', '3000']]) },
      invoiced: [{ provider: 'anthropic', measured: '8000', prepaid: '6000', invoiced: '2100', gap: '100' }],
    }),
  );
  expect(named(pack.commitments, 'breakage').value).toBe('1500');
  expect(named(pack.commitments, 'commitment_coverage').value).toBe('0.75');
  expect(named(pack.commitments, 'commitment_utilisation').value).toBe('0.5');
  expect(pack.expiries.map(({ reference }) => reference)).toEqual(['soon', 'late']);
  expect(named(pack.quality, 'invoice_gap').value).toBe('100');
});

describe('advice in the pack', () => {
  const measured: RecommendationView['realised'] = {
    ...{ as_of: '2026-10-20T09:00:00.000Z', method: 'interrupted-series', verdict: 'gain', says: '' },
    promised: { low: '980', likely: '1140', high: '1290' },
    realised: { low: '900', likely: '1010', high: '1120' },
  };
  const decisions = (applied: RecommendationView[], month = 10) => {
    const at = (m: number) => `2026-${String(m).padStart(2, '0')}-01`;
    const range = { from: at(month), to: at(month + 1), time_zone: 'UTC' };
    return boardPack(bareFacts({ applied, range, month: range.from.slice(0, 7), judged: true })).decisions;
  };

  test('is the first three of the inbox, and never what is one person’s own', () => {
    const inbox = [advised('own', { own: true }), ...['a', 'b', 'c', 'd'].map((id) => advised(id))];
    const pack = boardPack(bareFacts({ inbox, judged: true }));
    expect(pack.recommendations.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(pack.advice_needs).toBeNull();
  });

  test('of the month after shows realised beside promised', () => {
    const [one] = decisions([
      advised('a', { state: 'applied', applied: appliedOn('2026-09-14'), realised: measured }),
    ]);
    expect(one).toMatchObject({ promised: { likely: '1140' }, realised: { realised: { likely: '1010' } } });
  });

  test('stays while it is measured, is named before it is, and is gone when a month has nothing to tell', () => {
    const applied = advised('a', { state: 'applied', applied: appliedOn('2026-09-14') });
    expect(decisions([applied])[0]?.realised).toBeNull();
    expect(decisions([applied], 11)).toEqual([]);
    expect(decisions([applied], 8)).toEqual([]);
    expect(decisions([{ ...applied, applied: appliedOn('2026-06-14'), realised: measured }])).toHaveLength(1);
    expect(decisions([{ ...applied, state: 'undone' }])[0]?.state).toBe('undone');
  });
});

describe('the headline', () => {
  const of = (estimate: Partial<ReturnType<typeof bareFacts>['estimate']>) =>
    boardPack(bareFacts({ estimate: { ...bareFacts().estimate, ...estimate } })).headline;

  test('says what changed and what the period will come to', () => {
    expect(of({})).toBe('Spend rose by $4,500. Quarter FY2026-Q4: likely $31,000.');
    expect(of({ budget: '30000', overBudget: 0.62 })).toContain(
      'likely $31,000 of $30,000, with a chance of 62 %',
    );
    expect(of({ over: true, budget: '30000', overBudget: 1 })).toContain(
      'ended over budget: $31,000 of $30,000',
    );
    expect(of({ value: null, needs: '7 whole days with spend' })).toBe('Spend rose by $4,500.');
  });
});
