import { expect, test } from 'vitest';
import { askOnce, readingOnce } from './share.ts';

/** An engine that counts what it is asked. */
function counting() {
  const asked: string[] = [];
  const ask = (sql: string, params?: object) =>
    askOnce(sql, params as Record<string, unknown>, async () => {
      asked.push(sql);
      return [{ n: asked.length }];
    });
  return { asked, ask };
}

test('the same read is asked once within a piece of work, also of parts at the same time and within parts', async () => {
  const { asked, ask } = counting();
  const rows = await readingOnce(async () => [
    await ask('a', { day: 1 }),
    ...(await Promise.all([ask('a', { day: 1 }), ask('b'), readingOnce(() => ask('b'))])),
  ]);
  expect(asked).toEqual(['a', 'b']);
  expect(rows.map(([row]) => row?.n)).toEqual([1, 1, 2, 2]);
});

test('other values, other work and no work at all are asked anew', async () => {
  const { asked, ask } = counting();
  await readingOnce(async () => Promise.all([ask('a', { day: 1 }), ask('a', { day: 2 })]));
  await readingOnce(() => ask('a', { day: 1 }));
  await ask('a', { day: 1 });
  await ask('a', { day: 1 });
  expect(asked).toHaveLength(5);
});

test('each part gets a list of its own', async () => {
  const { ask } = counting();
  await readingOnce(async () => {
    (await ask('a')).length = 0;
    expect(await ask('a')).toHaveLength(1);
  });
});
