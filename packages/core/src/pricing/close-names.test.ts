import { expect, test } from 'vitest';
import { closeNames } from './index.ts';

const names = ['claude-sonnet-4-5', 'claude-opus-4-5', 'gpt-5', 'gpt-5-mini', 'gemini-2.5-pro'];

test('names that share words come first, the closest before the others', () => {
  expect(closeNames('claude-sonet-4-5', names)).toEqual(['claude-opus-4-5', 'claude-sonnet-4-5']);
  expect(closeNames('GPT-5-turbo', names)).toEqual(['gpt-5', 'gpt-5-mini']);
});

test('a number alone is no likeness', () => {
  expect(closeNames('house-model-4-5', names)).toEqual([]);
});
