import { amountPerMonth, figure, permilleIn, share } from './evidence.ts';
import type { Finding } from './finding.ts';
import { exactly } from './gain.ts';
import type { AdvicePolicy } from './policy.ts';
import { findingOf } from './rule.ts';
import { cacheRule } from './rules/workload.ts';
import { dollars, percent } from './words.ts';

/** What one person's own work read from caches over the last week, on one model. */
export interface OwnCacheUse {
  readonly workerId: string;
  readonly name: string;
  readonly promptTokens: bigint;
  readonly cachedTokens: bigint;
  /** Input tokens a month that their usual days would have read; null where nothing tells. */
  readonly reusable: bigint | null;
  /** Tokens that would be written to the cache a month for those that are read. */
  readonly writes: bigint;
  /** Pico-dollars per token: at full price, read from a cache, and what a written one costs beyond full price. */
  readonly inputPrice: bigint;
  readonly readPrice: bigint;
  readonly writePremium: bigint;
}

/** A single person's saving may be a tenth of what is worth reading for a company. */
const partOfSmallest = 10n;

/**
 * Advice about persons, each finding for that person alone: rule 1 over their own work. One finding per
 * person, so that a page of their own says one thing.
 */
export function ownFindings(uses: readonly OwnCacheUse[], policy: AdvicePolicy): Finding[] {
  const persons = new Map<string, OwnCacheUse[]>();
  for (const use of uses) persons.set(use.workerId, [...(persons.get(use.workerId) ?? []), use]);
  return [...persons.values()].flatMap((own) => judge(own, policy));
}

function judge(own: readonly OwnCacheUse[], policy: AdvicePolicy): Finding[] {
  const [{ workerId, name } = { workerId: '', name: '' }] = own;
  const sum = (of: (use: OwnCacheUse) => bigint) => own.reduce((total, use) => total + of(use), 0n);
  const prompt = sum(({ promptTokens }) => promptTokens);
  const hit = permilleIn(
    sum(({ cachedTokens }) => cachedTokens),
    prompt,
  );
  const gain = sum(
    ({ reusable, inputPrice, readPrice, writes, writePremium }) =>
      (reusable ?? 0n) * (inputPrice - readPrice) - (reusable === null ? 0n : writes * writePremium),
  );
  if (hit >= policy.cacheHitPermille || gain < policy.smallest / partOfSmallest) return [];
  const to = '/me#statement';
  const finding = findingOf(
    { ...cacheRule, owner: 'person', effort: 1 },
    {
      subject: { kind: 'person', id: workerId, name },
      audience: 'self',
      claim: `You read ${percent(hit)} of your input from the cache last week, less than on your usual days: ${dollars(gain)} a month. Keep the beginning of your prompts unchanged, and go on in a session before its cache ends.`,
      trigger: `${percent(hit)} of your input from a cache is below ${percent(policy.cacheHitPermille)}`,
      evidence: [
        share('Input read from a cache', hit, to),
        figure(
          'Input that could be',
          sum(({ reusable }) => reusable ?? 0n),
          'tokens a month',
          to,
        ),
        amountPerMonth('Price of that', gain, to),
      ],
      action: { kind: 'task', text: 'Keep the beginning of your prompts unchanged from call to call.' },
      gain: exactly(gain),
      basis: 'Exact at the prices of the book, for what you read from the cache on your own other days.',
      undo: 'Nothing to take back: it changes how you work, and only if you choose to.',
    },
  );
  return [finding];
}
