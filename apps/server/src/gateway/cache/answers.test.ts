import { expect, test } from 'vitest';
import { AnswerCache } from './answers.ts';

const answer = (size: number) => ({ status: 200, headers: {}, body: Buffer.alloc(size) });

test('an answer is found until its time is over', () => {
  const cache = new AnswerCache(100_000);
  cache.keep('a', answer(10), 1_000);
  expect(cache.find('a', 999)?.body.length).toBe(10);
  expect(cache.find('a', 1_000)).toBeNull();
  expect(cache.bytes).toBe(0);
});

test('when memory is full, what was used least recently gives way', () => {
  const cache = new AnswerCache(40_000);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']) {
    cache.keep(name, answer(3_000), 1_000);
    cache.find('a', 0);
  }
  expect(cache.find('a', 0)).not.toBeNull();
  expect(cache.find('b', 0)).toBeNull();
  expect(cache.bytes).toBeLessThanOrEqual(40_000);
});

test('the same name again takes the place of the answer before', () => {
  const cache = new AnswerCache(100_000);
  cache.keep('a', answer(100), 1_000);
  cache.keep('a', answer(200), 1_000);
  expect(cache.find('a', 0)?.body.length).toBe(200);
  expect(cache.bytes).toBe(200 + 1_024);
});

test('an answer that would fill the memory by itself is not kept', () => {
  const cache = new AnswerCache(40_000);
  cache.keep('a', answer(20_000), 1_000);
  expect(cache.find('a', 0)).toBeNull();
});
