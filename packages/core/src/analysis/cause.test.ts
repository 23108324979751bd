import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CauseCell, type ChangeEvent, causesOf, nearestChange } from './index.ts';

const cell = (
  workflow: string,
  model: string,
  tokenClass: string,
  q: [number, number],
  p: [number, number],
): CauseCell => ({
  ...{ workflow, model, tokenClass },
  ...{ q0: q[0], q1: q[1], c0: q[0] * p[0], c1: q[1] * p[1] },
});
const event = (
  id: string,
  kind: ChangeEvent['kind'],
  day: string,
  about: ChangeEvent['about'] = {},
): ChangeEvent => ({
  ...{ id, kind, day, name: id, about },
});
const none = { events: [], from: '2026-03-10' };

describe('causes of an excess', () => {
  test('less input from cache is told with the deployment before it', () => {
    const cells = [
      cell('ci', 'large', 'cache_read', [900, 100], [1, 1]),
      cell('ci', 'large', 'uncached_input', [100, 900], [10, 10]),
      cell('chat', 'large', 'uncached_input', [100, 105], [10, 10]),
    ];
    const events = [
      event('deploy', 'deploy', '2026-03-09', { workflow: 'ci' }),
      event('other', 'deploy', '2026-03-10', { workflow: 'chat' }),
      event('price', 'price-row', '2026-03-10', { model: 'large' }),
    ];
    const [first] = causesOf(cells, new Map(), { events, from: '2026-03-10' });
    expect(first).toMatchObject({
      kind: 'cache',
      where: { workflow: 'ci' },
      change: { event: { id: 'deploy' }, days: 1 },
    });
    expect(first?.amount).toBeCloseTo(7_200, 6);
  });

  test('a dearer model is told by its price, and calls that moved to one by the mix', () => {
    const dearer = [
      cell('ci', 'large', 'output', [100, 100], [5, 9]),
      cell('ci', 'small', 'output', [100, 100], [1, 1]),
    ];
    expect(causesOf(dearer, new Map(), none)[0]).toMatchObject({ kind: 'price', where: { model: 'large' } });
    const moved = [
      cell('ci', 'large', 'output', [20, 180], [5, 5]),
      cell('ci', 'small', 'output', [180, 20], [1, 1]),
    ];
    expect(causesOf(moved, new Map(), none)[0]).toMatchObject({
      kind: 'model-mix',
      where: { workflow: 'ci' },
    });
  });

  test('more calls are told apart from longer ones', () => {
    const grown = [cell('ci', 'large', 'output', [100, 300], [5, 5])];
    const calls = (now: number) => new Map([['ci', { before: 10, now }]]);
    expect(causesOf(grown, calls(30), none)[0]?.kind).toBe('calls');
    expect(causesOf(grown, calls(10), none)[0]?.kind).toBe('call-length');
  });

  test('every dollar of the difference is in a cause', () => {
    const amount = fc.double({ min: 0, max: 1_000, noNaN: true });
    const any = fc.record({
      workflow: fc.constantFrom('a', 'b'),
      model: fc.constantFrom('x', 'y'),
      tokenClass: fc.constantFrom('uncached_input', 'cache_read', 'output'),
      ...{ q0: amount, c0: amount, q1: amount, c1: amount, counterfactual: amount },
    });
    const cells = fc.uniqueArray(any, {
      selector: (one) => [one.workflow, one.model, one.tokenClass].join(),
    });
    fc.assert(
      fc.property(cells, (drawn) => {
        const off = drawn.reduce((sum, { c0, c1 }) => sum + c1 - c0, 0);
        const told = causesOf(drawn, new Map(), none).reduce((sum, one) => sum + one.amount, 0);
        const size = drawn.reduce((sum, { c0, c1 }) => sum + c0 + c1, 1);
        const scale = drawn.reduce(
          (most, { q0, q1 }) => Math.max(most, q0 > 0 ? q1 / q0 : 1, q0 < 1e-6 ? 1e9 : 1),
          1,
        );
        if (scale < 1e6) expect(Math.abs(told - off)).toBeLessThan(1e-9 * size * scale * 100);
      }),
    );
  });
});

describe('the nearest change', () => {
  const cause = { kind: 'cache', where: { workflow: 'ci' }, from: '2026-03-10' } as const;

  test('changes of the wrong kind, about something else or too long ago are none', () => {
    const events = [
      event('a', 'price-row', '2026-03-10'),
      event('b', 'deploy', '2026-03-10', { workflow: 'chat' }),
      event('c', 'deploy', '2026-03-06', { workflow: 'ci' }),
      event('d', 'deploy', '2026-03-12', { workflow: 'ci' }),
    ];
    expect(nearestChange(events, cause)).toBeNull();
    expect(nearestChange([...events, event('e', 'deploy', '2026-03-08')], cause)).toMatchObject({ days: 2 });
  });
});
