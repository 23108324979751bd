import { describe, expect, test } from 'vitest';
import type { Asked } from './callers.ts';
import { compare, type Witnesses } from './compare.ts';
import type { Journaled, Produced } from './witnesses.ts';

const asked = (more: Partial<Asked> = {}): Asked => ({
  ...{ tag: 'c0', policy: 'abort', status: 200, left: false, kind: 'chat', fault: '', ...more },
});
const produced = (more: Partial<Produced> = {}): Produced => ({
  ...{ amount: 100n, rows: 1, input: 1, output: 1, told: true, silent: false, ...more },
});
const journaled = (more: Partial<Journaled> = {}): Journaled => ({
  ...{ amount: 100n, rows: 1, input: 1, output: 1, estimated: false, flags: '', crashed: false, ...more },
});

/** One call and its witnesses; the books say what the journal says unless told otherwise. */
function witnesses(
  one: Asked,
  made: Produced | null,
  row: Journaled | null,
  charged = row?.amount,
): Witnesses {
  return {
    asked: [one],
    produced: new Map(made ? [[one.tag, made]] : []),
    journal: new Map(row ? [[one.tag, row]] : []),
    charged: new Map(charged === undefined ? [] : [[one.tag, { amount: charged, rows: 1 }]]),
  };
}

const classOf = (found: Witnesses) => compare(found).shares[0]?.class;

describe('a call and its witnesses', () => {
  test('agree to the last unit where usage was told', () => {
    expect(compare(witnesses(asked(), produced(), journaled())).faults).toEqual([]);
    expect(compare(witnesses(asked(), produced({ amount: 101n }), journaled())).faults).toHaveLength(1);
    expect(compare(witnesses(asked(), produced(), journaled(), 99n)).faults).toHaveLength(1);
  });

  test('are never two in the journal, and never none where something was produced', () => {
    expect(compare(witnesses(asked(), produced(), journaled({ rows: 2 }))).faults).toHaveLength(1);
    expect(compare(witnesses(asked({ status: 0 }), produced({ told: false }), null)).faults).toHaveLength(1);
  });

  test('may differ where usage was not told, but not where it was and the client has the answer', () => {
    const guess = journaled({ amount: 98n, estimated: true });
    const left = witnesses(asked({ status: 0, left: true }), produced({ told: false }), guess);
    expect([classOf(left), compare(left).faults]).toEqual(['left', []]);
    expect(compare(witnesses(asked(), produced(), guess)).faults).toHaveLength(1);
  });

  test('show a crash booked at no less than was produced', () => {
    const crashed = { estimated: true, crashed: true };
    const cut = (amount: bigint) =>
      witnesses(asked({ status: 0 }), produced({ told: false }), journaled({ amount, ...crashed }));
    expect([classOf(cut(200n)), compare(cut(200n)).faults]).toEqual(['crashed', []]);
    expect(compare(cut(99n)).faults).toHaveLength(1);
  });

  test('show nothing where nobody worked for it', () => {
    const refused = produced({ amount: 0n, told: false });
    expect(classOf(witnesses(asked({ status: 429 }), refused, null))).toBe('unanswered');
    const booked = witnesses(asked({ status: 429 }), refused, journaled({ estimated: true }));
    expect(compare(booked).faults).toHaveLength(1);
  });

  test('are off the mark together when estimates lean', () => {
    const many = (amount: bigint): Witnesses => {
      const calls = Array.from({ length: 200 }, (_, at) => asked({ tag: `c${at}`, status: 0, left: true }));
      const of = <T>(value: T) => new Map(calls.map(({ tag }) => [tag, value]));
      const row = journaled({ amount, estimated: true });
      return { asked: calls, produced: of(produced({ told: false })), journal: of(row), charged: of(row) };
    };
    expect(compare(many(102n)).faults).toEqual([]);
    expect(compare(many(103n)).faults).toHaveLength(1);
  });
});
