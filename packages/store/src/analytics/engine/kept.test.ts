import { expect, test } from 'vitest';
import { keepAnswers } from './kept.ts';

/** An engine of one figure that counts what it is asked. */
function figure() {
  const kept = keepAnswers();
  const engine = { asked: 0, value: 1 };
  const ask = (sql = 'SELECT v', params?: Record<string, unknown>) =>
    kept.ask<{ v: number }>(sql, params, async () => {
      engine.asked++;
      return [{ v: engine.value }];
    });
  return { kept, engine, ask };
}

test('the same question is answered from what is kept until somebody writes', async () => {
  const { kept, engine, ask } = figure();
  await Promise.all([ask(), ask(), ask('SELECT v', { day: 1 })]);
  await ask();
  expect(engine.asked).toBe(2);
  await kept.writing(async () => {
    engine.value = 2;
  });
  expect(await ask()).toEqual([{ v: 2 }]);
});

test('nothing is kept of what was asked before a write and answered after it began, or during it', async () => {
  const { kept, engine, ask } = figure();
  const early = ask();
  let during: { v: number }[] = [];
  await kept.writing(async () => {
    during = await ask();
    engine.value = 2;
  });
  await early;
  expect(during).toEqual([{ v: 1 }]);
  expect(await ask()).toEqual([{ v: 2 }]);
  expect(engine.asked).toBe(3);
});

test('a write that fails, a failed answer and what the clock decides are asked anew', async () => {
  const { kept, engine, ask } = figure();
  await ask();
  await expect(kept.writing(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  await ask();
  expect(engine.asked).toBe(2);
  const failing = () => kept.ask('SELECT w', {}, () => Promise.reject(new Error('away')));
  await expect(failing()).rejects.toThrow('away');
  expect(await kept.ask('SELECT w', {}, async () => [{ v: 3 }])).toEqual([{ v: 3 }]);
  for (const _ of [1, 2]) await ask('SELECT v WHERE at < now()');
  expect(engine.asked).toBe(4);
});

test('large answers are not kept, and of many the last asked stay', async () => {
  const { kept, engine, ask } = figure();
  let large = 0;
  const many = () =>
    kept.ask('SELECT many', {}, async () => {
      large++;
      return Array.from({ length: 1_001 }, (_, v) => ({ v }));
    });
  await many();
  await many();
  expect(large).toBe(2);
  for (let at = 0; at < 2_100; at++) await ask('SELECT v', { at });
  await ask('SELECT v', { at: 2_099 });
  expect(engine.asked).toBe(2_100);
  await ask('SELECT v', { at: 0 });
  expect(engine.asked).toBe(2_101);
});

test('who gets an answer cannot change it for others', async () => {
  const { ask } = figure();
  const rows = await ask();
  rows.push({ v: 9 });
  expect(() => Object.assign(rows[0] as object, { v: 9 })).toThrow();
  expect(await ask()).toEqual([{ v: 1 }]);
});
