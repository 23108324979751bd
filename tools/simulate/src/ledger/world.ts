import { type Enforcement, type EnvelopePeriodRef, envelopePrefix } from '@exchequer/model';

/** A source of chance in [0, 1) that replays from its seed. */
export type Chance = () => number;

export const pick = <T>(chance: Chance, from: readonly T[]): T =>
  from[Math.floor(chance() * from.length)] as T;
export const between = (chance: Chance, low: number, high: number): number =>
  low + Math.floor(chance() * (high - low + 1));

/** One node of the tree of envelopes as the simulation plans it. */
export interface Node {
  id: string;
  parent: Node | null;
  level: number;
  enforcement: Enforcement;
  overdraft: bigint;
  currency: string;
  period: 'day' | 'month' | 'quarter';
  /** What is appropriated to a period at a time, in 10⁻¹² of the currency. */
  limit: bigint;
}

/** Trees of envelopes, and the days that the simulation lives through. */
export interface World {
  nodes: readonly Node[];
  /** Those without children, where work is booked. */
  leaves: readonly Node[];
  /** The period of a node that a day falls into; the same object for the same period. */
  period(node: Node, day: string): EnvelopePeriodRef;
  /** How far the periods of hard envelopes may be overdrawn, by account prefix; grows with the periods. */
  bounds: ReadonlyMap<string, bigint>;
  /** The periods a day falls into from the node up to its root. */
  path(node: Node, day: string): readonly EnvelopePeriodRef[];
}

const unit = 1_000_000_000_000n;

/** Builds the world of a seed: one to three currencies, trees of one to five levels. */
export function makeWorld(chance: Chance): World {
  const nodes: Node[] = [];
  for (const currency of ['USD', 'EUR', 'JPY'].slice(0, between(chance, 1, 3))) {
    const depth = currency === 'USD' ? between(chance, 3, 5) : between(chance, 1, 3);
    grow(chance, nodes, currency, depth);
  }
  const parents = new Set(nodes.map(({ parent }) => parent));
  const bounds = new Map<string, bigint>();
  const cache = new Map<string, EnvelopePeriodRef>();
  const period = (node: Node, day: string): EnvelopePeriodRef => {
    const periodKey = periodOf(node.period, day);
    const key = `${node.id}/${periodKey}`;
    const known = cache.get(key);
    if (known) return known;
    const { id: envelopeId, enforcement, overdraft, currency } = node;
    const made = { envelopeId, periodKey, enforcement, overdraft, currency };
    cache.set(key, made);
    if (enforcement === 'hard') bounds.set(envelopePrefix(envelopeId, periodKey), overdraft);
    return made;
  };
  return {
    nodes,
    leaves: nodes.filter((node) => !parents.has(node)),
    period,
    bounds,
    path: (node, day) => upwards(node).map((one) => period(one, day)),
  };
}

function grow(chance: Chance, nodes: Node[], currency: string, depth: number): void {
  let level: Node[] = [];
  for (let at = 0; at < depth; at += 1) {
    const next: Node[] = [];
    for (const parent of at === 0 ? [null] : level) {
      const children = at === 0 ? 1 : between(chance, 1, 4);
      for (let child = 0; child < children; child += 1) {
        next.push(
          makeNode(chance, `${currency.toLowerCase()}${at}x${next.length}`, parent, at, currency, depth),
        );
      }
    }
    nodes.push(...next);
    level = next;
  }
}

function makeNode(
  chance: Chance,
  id: string,
  parent: Node | null,
  level: number,
  currency: string,
  depth: number,
): Node {
  const enforcement = pick(chance, ['hard', 'hard', 'hard', 'soft', 'record'] as const);
  const limit = unit * BigInt(between(chance, 20, 200) * 3 ** (depth - level));
  return {
    id: `env_${id}`,
    parent,
    level,
    enforcement,
    overdraft: chance() < 0.5 ? 0n : limit / BigInt(between(chance, 4, 40)),
    currency,
    period: pick(
      chance,
      level === 0 ? (['month', 'quarter'] as const) : (['day', 'month', 'month'] as const),
    ),
    limit,
  };
}

function upwards(node: Node): Node[] {
  const path: Node[] = [];
  for (let at: Node | null = node; at; at = at.parent) path.push(at);
  return path;
}

function periodOf(period: Node['period'], day: string): string {
  if (period === 'day') return day;
  if (period === 'month') return day.slice(0, 7);
  return `FY${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** The company day so many days after 2026-01-01. */
export const dayAt = (count: number): string =>
  new Date(Date.UTC(2026, 0, 1 + count)).toISOString().slice(0, 10);

/** Last day of the month before the day's. */
export function endOfMonthBefore(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10);
}
