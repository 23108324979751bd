import { type ChangeEvent, dayAfter } from '@exchequer/core/analysis';
import type { Random } from '@exchequer/core/statistics';
import type { Company } from './company.ts';
import { type Booked, type Chance, chanceOf, dayOf, dollars, firstDay } from './series.ts';
import { type Draft, draftOf, type Plan, pick, stories } from './story.ts';

export interface Planted extends Plan {
  /** Cost over its first three days above the same days without it, as a share. */
  readonly effect: number;
}

export interface Simulated {
  readonly booked: readonly Booked[];
  readonly events: readonly ChangeEvent[];
  readonly planted: readonly Planted[];
  readonly days: number;
}

const quietDays = 70;
/** What is smaller stays within the ordinary: nobody could tell it from a busy week. */
export const leastEffect = 0.6;

interface Scene {
  company: Company;
  random: Random;
  days: number;
  chances: readonly Chance[];
  drafts: readonly Draft[];
}

/** A company’s booked days with a cause planted every four to six weeks, among changes that cause nothing. */
export function simulate(company: Company, random: Random, days: number): Simulated {
  const chances = Array.from({ length: days }, () => chanceOf(company, random));
  const drafts: Draft[] = [];
  const planted: Planted[] = [];
  for (let at = quietDays; at < days - 10; at += 26 + Math.floor(random() * 14)) {
    const found = plantAt({ company, random, days, chances, drafts }, at);
    if (!found) continue;
    drafts.push(found.draft);
    planted.push({ ...found.draft.plan, effect: found.effect });
  }
  return {
    booked: chances.flatMap((chance, at) => dayOf(company, at, inForce(drafts, at), chance)),
    events: [...drafts.flatMap(({ plan }) => plan.event ?? []), ...decoys(company, random, days)],
    planted,
    days,
  };
}

const inForce = (drafts: readonly Draft[], at: number) =>
  drafts.filter(({ plan }) => at >= plan.from && at <= plan.to).map(({ change }) => change);

/** The stories take turns; one that is too small to be told from chance is drawn again. */
function plantAt(scene: Scene, at: number): { draft: Draft; effect: number } | null {
  const turn = stories[scene.drafts.length % stories.length] ?? 'runaway';
  for (let attempt = 0; attempt < 60; attempt++) {
    const draft = draftOf(attempt < 40 ? turn : pick(scene.random, stories), scene, at);
    const effect =
      firstDaysCost(scene, [...scene.drafts, draft], at) / firstDaysCost(scene, scene.drafts, at) - 1;
    if (effect >= leastEffect) return { draft, effect };
  }
  return null;
}

function firstDaysCost({ company, chances }: Scene, drafts: readonly Draft[], at: number): number {
  return [at, at + 1, at + 2].reduce((sum, day) => {
    const chance = chances[day];
    return chance ? sum + dollars(dayOf(company, day, inForce(drafts, day), chance)) : sum;
  }, 0);
}

/** Deploys, prompt versions and price rows that change nothing: what is named must be more than near. */
function decoys(company: Company, random: Random, days: number): ChangeEvent[] {
  const events: ChangeEvent[] = [];
  for (let at = 3; at < days; at += 2 + Math.floor(random() * 5)) {
    const workflow = pick(random, company.workflows).name;
    const model = pick(random, Object.keys(company.prices));
    const [kind, about] = pick(random, [
      ['deploy', { workflow }],
      ['prompt-version', { workflow }],
      ['price-row', { model }],
      ['gateway-rule', {}],
    ] as const);
    const day = dayAfter(firstDay, at);
    events.push({ id: `decoy-${at}`, kind, name: `${kind} of ${day}`, day, about });
  }
  return events;
}
