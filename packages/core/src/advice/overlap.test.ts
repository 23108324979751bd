import { parseUsd } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding, Touch } from './finding.ts';
import { gainOf, type Span } from './gain.ts';
import { netted, overlapOrder, totalGain } from './overlap.ts';
import { ranked } from './rank.ts';

const usd = (text: string): bigint => parseUsd(text);

function finding(
  rule: number,
  name: string,
  gain: Span,
  touches: readonly Touch[],
  effort: Finding['effort'] = 2,
): Finding {
  return {
    rule,
    key: `${rule}:workflow:${name}`,
    subject: { kind: 'workflow', id: name, name },
    audience: 'team-and-above',
    claim: `${name} costs too much.`,
    says: `${name} costs too much. Saving it.`,
    trigger: 'a condition',
    evidence: [],
    action: { kind: 'task', text: 'Do it.' },
    undo: 'Undo it.',
    gain: gainOf(gain),
    brings: 'saving',
    basis: 'exact',
    confidence: 'high',
    owner: 'engineering',
    effort,
    expiresDays: 30,
    touches,
  };
}

const exactly = (amount: bigint): Span => ({ low: amount, likely: amount, high: amount });
const on = (scope: string, cost: bigint, part: bigint): Touch => ({ scope, cost, part });

describe('savings on the same spend', () => {
  test('are taken one after another: half of $1,000, then half of the half that is left', () => {
    const half = (rule: number) =>
      finding(rule, 'w', exactly(usd('500')), [on('w', usd('1000'), usd('500'))]);
    const net = netted([half(28), half(1), half(17)]);
    expect(net.map(({ rule, gain, after }) => [rule, gain.likely, after])).toEqual([
      [28, usd('125'), ['17:workflow:w', '1:workflow:w']],
      [1, usd('250'), ['17:workflow:w']],
      [17, usd('500'), []],
    ]);
    expect(net[0]?.says).toBe('w costs too much. Saving $125 a month.');
    expect(net[2]?.says).toBe('w costs too much. Saving it.');
    expect(totalGain(net).month.likely).toBe(usd('875'));
  });

  test('follow the order 17, 3, 1, 2, 28', () => {
    const all = [2, 28, 1, 3, 17].map((rule) =>
      finding(rule, 'w', exactly(usd('10')), [on('w', usd('100'), usd('10'))]),
    );
    const [last] = netted(all).filter(({ rule }) => rule === 28);
    expect(last?.after.map((key) => Number(key.split(':')[0]))).toEqual([17, 3, 1, 2]);
  });

  test('stay whole on spend of their own, and so do gains that are no savings on usage', () => {
    const one = finding(17, 'a', exactly(usd('90')), [on('a', usd('100'), usd('90'))]);
    const other = finding(1, 'b', exactly(usd('40')), [on('b', usd('100'), usd('40'))]);
    const invoice = finding(27, 'c', exactly(usd('312')), []);
    expect(netted([one, other, invoice]).map(({ gain }) => gain.likely)).toEqual([
      usd('90'),
      usd('40'),
      usd('312'),
    ]);
  });

  test('that touch several kinds of work are cut only where others were before', () => {
    const price = finding(17, 'a', exactly(usd('50')), [on('a', usd('100'), usd('50'))]);
    const both = finding(1, 'ab', exactly(usd('60')), [
      on('a', usd('100'), usd('20')),
      on('b', usd('100'), usd('40')),
    ]);
    // Half of the 20 on a is left, and all of the 40 on b.
    expect(netted([price, both])[1]?.gain.likely).toBe(usd('50'));
  });

  test('are low where the former bring much, and high where they bring little', () => {
    const former = finding(17, 'w', { low: usd('20'), likely: usd('50'), high: usd('80') }, [
      on('w', usd('100'), 1n),
    ]);
    const later = finding(1, 'w', { low: usd('10'), likely: usd('20'), high: usd('40') }, [
      on('w', usd('100'), 1n),
    ]);
    // 10 × 0.2, 20 × 0.5, 40 × 0.8
    expect(netted([former, later])[1]?.gain).toMatchObject({
      low: usd('2'),
      likely: usd('10'),
      high: usd('32'),
    });
  });
});

const scopes = ['a', 'b', 'c'] as const;
const cost = fc.bigInt({ min: 1n, max: 10n ** 16n });
const share = fc.integer({ min: 0, max: 1000 });

/** Findings whose savings on a scope are at most the spend there, as rules make them. */
const arbitrary = fc
  .record({
    costs: fc.tuple(cost, cost, cost),
    drafts: fc.array(
      fc.record({
        rule: fc.constantFrom(...overlapOrder, 27, 6),
        shares: fc.tuple(share, share, share),
        scopes: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
        effort: fc.constantFrom(1 as const, 2 as const, 3 as const, 5 as const, 8 as const),
      }),
      { maxLength: 9 },
    ),
  })
  .map(({ costs, drafts }) =>
    drafts.map(({ rule, shares, scopes: at, effort }, index) => {
      const [low = 0, likely = 0, high = 0] = [...shares].sort((a, b) => a - b);
      const touches = at.map((place) => on(scopes[place] ?? 'a', costs[place] ?? 1n, costs[place] ?? 1n));
      const whole = touches.reduce((sum, touch) => sum + touch.cost, 0n);
      const of = (permille: number) => (whole * BigInt(permille)) / 1000n;
      return finding(
        rule,
        `f${index}`,
        { low: of(low), likely: of(likely), high: of(high) },
        touches,
        effort,
      );
    }),
  );

const overlapping = ({ rule }: Finding) => overlapOrder.includes(rule);

describe('net gains of any findings', () => {
  test('never save more than is spent', () => {
    fc.assert(
      fc.property(arbitrary, (findings) => {
        const spent = new Map(
          findings.flatMap(({ touches }) => touches).map((touch) => [touch.scope, touch.cost]),
        );
        const whole = [...spent.values()].reduce((sum, one) => sum + one, 0n);
        const { low, likely } = totalGain(netted(findings).filter(overlapping)).month;
        expect(likely <= whole && low <= whole).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('are never more than each by itself, and stay intervals', () => {
    fc.assert(
      fc.property(arbitrary, (findings) => {
        for (const { gain, gross } of netted(findings)) {
          expect(gain.low <= gross.low && gain.likely <= gross.likely && gain.high <= gross.high).toBe(true);
          // Parts are cut to a pico-dollar one by one.
          expect(gain.low <= gain.likely + 6n && gain.likely <= gain.high + 6n && gain.low >= 0n).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('do not depend on the order in which findings come, and neither does their rank', () => {
    fc.assert(
      fc.property(arbitrary, fc.infiniteStream(fc.nat()), (findings, random) => {
        const shuffled = findings
          .map((one) => ({ one, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        const told = (of: readonly Finding[]) =>
          ranked(netted(of)).map(({ key, gain, after }) => ({ key, gain, after }));
        expect(told(shuffled)).toEqual(told(findings));
      }),
      { numRuns: 200 },
    );
  });

  test('add up to the total', () => {
    fc.assert(
      fc.property(arbitrary, (findings) => {
        const net = netted(findings);
        expect(totalGain(net).month.likely).toBe(net.reduce((sum, { gain }) => sum + gain.likely, 0n));
      }),
      { numRuns: 100 },
    );
  });
});

describe('rank', () => {
  test('puts the surest gain for the least effort first', () => {
    const wide = finding(27, 'wide', { low: usd('10'), likely: usd('900'), high: usd('2000') }, [], 1);
    const sure = finding(27, 'sure', exactly(usd('100')), [], 1);
    const heavy = finding(27, 'heavy', exactly(usd('400')), [], 8);
    expect(ranked([heavy, wide, sure]).map(({ subject }) => subject.id)).toEqual(['sure', 'heavy', 'wide']);
  });
});
