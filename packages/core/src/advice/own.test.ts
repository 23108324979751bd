import { expect, test } from 'vitest';
import { type OwnCacheUse, ownFindings } from './own.ts';
import { usualAdvicePolicy } from './policy.ts';

const million = 1_000_000n;
/** $3.00 and $0.30 a million tokens. */
const use = (told: Partial<OwnCacheUse> = {}): OwnCacheUse => ({
  ...{ workerId: 'wrk_ann', name: 'Ann', promptTokens: 10n * million, cachedTokens: 3n * million },
  ...{ reusable: 20n * million, writes: 0n },
  ...{ inputPrice: 3_000_000n, readPrice: 300_000n, writePremium: 0n },
  ...told,
});
const found = (...uses: OwnCacheUse[]) => ownFindings(uses, usualAdvicePolicy);

test('a person whose cache hits less than usual is told so, alone, with the exact saving', () => {
  const [finding, ...rest] = found(use(), use({ reusable: 10n * million }));
  expect(rest).toEqual([]);
  expect(finding).toMatchObject({
    ...{ rule: 1, key: '1:person:wrk_ann', audience: 'self', owner: 'person' },
    subject: { kind: 'person', id: 'wrk_ann' },
    gain: { likely: 81_000_000_000_000n, per: 'month' },
  });
  expect(finding?.says).toBe(
    'You read 30 % of your input from the cache last week, less than on your usual days: $81 a month. Keep the beginning of your prompts unchanged, and go on in a session before its cache ends. Saving $81 a month.',
  );
});

test('each person has one finding of their own, and no name but theirs stands in it', () => {
  const two = found(use(), use({ workerId: 'wrk_bo', name: 'Bo' }));
  expect(two.map(({ key }) => key)).toEqual(['1:person:wrk_ann', '1:person:wrk_bo']);
  expect(
    JSON.stringify(two[0], (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
  ).not.toContain('Bo');
});

test('nothing is said where half of the input is cached, where little is lost, or where nothing tells', () => {
  expect(found(use({ cachedTokens: 5n * million }))).toEqual([]);
  expect(found(use({ reusable: 10_000n }))).toEqual([]);
  expect(found(use({ reusable: null }))).toEqual([]);
  expect(found()).toEqual([]);
});
