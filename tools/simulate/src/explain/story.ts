import { type CauseKind, type ChangeEvent, dayAfter, type Where } from '@exchequer/core/analysis';
import type { Random } from '@exchequer/core/statistics';
import type { Company, Prices } from './company.ts';
import { type Change, firstDay, type Shares } from './series.ts';

export const stories = ['runaway', 'cache-miss', 'price', 'model-default'] as const;
export type Story = (typeof stories)[number];

/** What was planted, and what has to be found. */
export interface Plan {
  readonly story: Story;
  readonly from: number;
  /** Last day of it; the last of the series where it stays. */
  readonly to: number;
  readonly cause: CauseKind;
  readonly where: Where;
  /** The change that must be named; null where nothing was changed. */
  readonly event: ChangeEvent | null;
}

export interface Draft {
  readonly plan: Plan;
  readonly change: Change;
}

interface Scene {
  company: Company;
  random: Random;
  days: number;
}

export const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
const between = (random: Random, low: number, high: number) => low + random() * (high - low);

/** A change on record on the day itself or the day before. */
function eventOf(story: Story, at: number, kind: ChangeEvent['kind'], about: ChangeEvent['about'], late = 0) {
  const day = dayAfter(firstDay, at - late);
  return { id: `${story}-${at}`, kind, name: `${kind} of ${day}`, day, about };
}

const tellers: Record<Story, (scene: Scene, at: number) => Draft> = {
  /** An agent repeats itself for one to three days. Nothing was changed. */
  runaway: ({ company, random }, at) => {
    const { name, calls } = pick(random, company.workflows);
    const extra = {
      calls: calls * between(random, 1.5, 8),
      model: pick(random, Object.keys(company.prices)),
    };
    return {
      plan: {
        story: 'runaway',
        from: at,
        to: at + Math.floor(random() * 3),
        cause: 'calls',
        where: { workflow: name },
        event: null,
      },
      change: { extra: (workflow) => (workflow.name === name ? extra : null) },
    };
  },
  /** A deploy breaks the stable prefix, and three to six days later it is mended. */
  'cache-miss': ({ company, random }, at) => {
    const { name } = pick(random, company.workflows);
    const left = between(random, 0, 0.25);
    const event = eventOf('cache-miss', at, 'deploy', { workflow: name }, Math.floor(random() * 2));
    return {
      plan: {
        story: 'cache-miss',
        from: at,
        to: at + 2 + Math.floor(random() * 4),
        cause: 'cache',
        where: { workflow: name },
        event,
      },
      change: { cached: (workflow, before) => (workflow.name === name ? before * left : before) },
    };
  },
  /** A model gets dearer, for good. */
  price: ({ company, random, days }, at) => {
    const model = pick(random, Object.keys(company.prices));
    const percent = BigInt(Math.round(between(random, 150, 260)));
    return {
      plan: {
        story: 'price',
        from: at,
        to: days - 1,
        cause: 'price',
        where: { model },
        event: eventOf('price', at, 'price-row', { model }),
      },
      change: { prices: (name, before) => (name === model ? raised(before, percent) : before) },
    };
  },
  /** The default model becomes the dearest one, of one workflow or of all, for good. */
  'model-default': ({ company, random, days }, at) => {
    const about = random() < 0.5 ? { workflow: pick(random, company.workflows).name } : {};
    const share = between(random, 0.75, 0.98);
    const event = eventOf('model-default', at, 'model-default', about, Math.floor(random() * 2));
    return {
      plan: { story: 'model-default', from: at, to: days - 1, cause: 'model-mix', where: about, event },
      change: {
        models: ({ name }, before) =>
          about.workflow === undefined || about.workflow === name ? moved(before, share) : before,
      },
    };
  },
};

export const draftOf = (story: Story, scene: Scene, at: number): Draft => tellers[story](scene, at);

const raised = (prices: Prices, percent: bigint): Prices =>
  Object.fromEntries(
    Object.entries(prices).map(([name, price]) => [name, (price * percent) / 100n]),
  ) as Prices;

const moved = (shares: Shares, share: number): Shares =>
  Object.fromEntries(
    Object.entries(shares).map(([model, old]) => [
      model,
      (1 - share) * old + (model === 'large' ? share : 0),
    ]),
  );
