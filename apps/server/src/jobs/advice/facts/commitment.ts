import type { CommitmentOffer, CommitmentUse, Missing } from '@exchequer/core/advice';
import { isCannotTell, type OfferedTerm, pacingOf, variationOf, worthOf } from '@exchequer/core/analysis';
import { addDays, daysBetween } from '@exchequer/core/envelope';
import { type CommitmentTerm, parseUsd } from '@exchequer/model';
import { type DailySpendRead, readDailySpend } from '@exchequer/store/analytics/forecast';
import { asker, type Gathering, toDollars, toPico } from './asked.ts';

const place = '/settings#terms';
const monthDays = 30;
/** Longer terms are paced over so many days ahead: beyond them no course says more. */
const mostAhead = 366;

/** What is spent with a provider at list prices, day by day, and drawn courses of so many days more. */
async function courseOf(
  { services, workspace, window, zone }: Gathering,
  provider: string,
  ahead: number,
): Promise<{ needs: string } | { spent: DailySpendRead; sums: number[] }> {
  const spent = await readDailySpend(services.reports, {
    ...{ workspace, metric: 'spend_list', today: window.today, timeZone: zone, asker },
    filters: [{ dimension: 'provider', op: 'is', values: [provider] }],
  });
  if ('needs' in spent) return { needs: `spend with ${provider} that may be told: ${spent.needs}` };
  const asked = { workspace, scope: 'provider' as const, id: provider, cost: 'list' as const, asker };
  const told = ahead > 0 ? await services.forecasts.ofDays(asked, ahead) : null;
  if (told && 'needs' in told) return { needs: `spend with ${provider}: ${told.needs}` };
  if (told && isCannotTell(told.forecast)) return { needs: `spend with ${provider}: ${told.forecast.needs}` };
  const paths: number[][] =
    told && !isCannotTell(told.forecast) ? told.forecast.paths.map((path) => [...path]) : [[]];
  return { spent, sums: paths.map((path) => path.slice(0, ahead).reduce((a, b) => a + b, 0)) };
}

const span = ({ low, likely, high }: { low: number; likely: number; high: number }, by = 1) => ({
  low: toPico(low / by),
  likely: toPico(likely / by),
  high: toPico(high / by),
});

const lacking = ({ needs }: { needs?: string }): { needs: string } => ({ needs: needs ?? 'spend' });

type Course = Exclude<Awaited<ReturnType<typeof courseOf>>, { needs: string }>;

/** List dollars between two days, the first included and the last not. */
const spentIn = ({ spent }: Course, from: string, to: string): number =>
  spent.spend.reduce((sum, amount, at) => {
    const day = addDays(spent.from, at);
    return day >= from && day < to ? sum + toDollars(amount) : sum;
  }, 0);

const named = (known: readonly CommitmentTerm[]) => [...new Set(known.map(({ name }) => name))];

/** Signed commitments as they are paced; what is missing where none is stated or none can be told. */
export async function commitmentFacts(gathering: Gathering): Promise<CommitmentUse[] | Missing> {
  const { services, workspace, window } = gathering;
  const { commitment } = await services.terms.list(workspace);
  const running = commitment.filter(
    ({ state, from, to }) => state === 'signed' && from < window.today && to >= window.today,
  );
  if (running.length === 0)
    return { needs: 'commitments that run, with their amount, discount and term', to: place };
  const told = await Promise.all(running.map((term) => paced(gathering, term)));
  return someOf(told);
}

/** Those that could be told; where none could, what is missing of the first. */
function someOf<T extends object>(told: readonly (T | { needs: string })[]): T[] | Missing {
  const found = told.filter((one): one is T => !('needs' in one));
  const [first] = told.filter((one): one is { needs: string } => 'needs' in one);
  return found.length === 0 && first ? { needs: first.needs, to: '/sources' } : found;
}

async function paced(gathering: Gathering, term: CommitmentTerm): Promise<CommitmentUse | { needs: string }> {
  const { window } = gathering;
  const { name, provider, type, from, to, discount } = term;
  const ends = addDays(to, 1);
  const course = await courseOf(gathering, provider, Math.min(mostAhead, daysBetween(window.today, ends)));
  if ('needs' in course) return lacking(course);
  const sofar = spentIn(course, from, window.today);
  const amount = toDollars(parseUsd(term.amount));
  const { expectedShare, breakage } = pacingOf(
    { type, amount, discount },
    course.sums.map((sum) => sofar + sum),
  );
  const used = Math.min(amount, type === 'tier' ? sofar * (1 - discount) : sofar);
  const whole = Math.max(1, daysBetween(from, ends));
  return {
    ...{ id: name, name, provider, ends, committed: parseUsd(term.amount), used: toPico(used) },
    elapsedPermille: Math.round((daysBetween(from, window.today) / whole) * 1000),
    expectedPermille: Math.floor(expectedShare * 1000),
    breakage: span(breakage),
  };
}

/** Commitments on offer against what is spent with their provider. */
export async function offerFacts(gathering: Gathering): Promise<CommitmentOffer[] | Missing> {
  const { services, workspace, window } = gathering;
  const { commitment } = await services.terms.list(workspace);
  const open = commitment.filter(({ state, to }) => state === 'offered' && to >= window.today);
  if (open.length === 0)
    return { needs: 'commitments on offer: amounts or tiers, discount and term', to: place };
  const signed = commitment.filter(({ state, to }) => state === 'signed' && to >= window.today);
  const told = await Promise.all(
    named(open).map((name) =>
      valued(
        gathering,
        open.filter((one) => one.name === name),
        signed,
      ),
    ),
  );
  return someOf(told.flat());
}

async function valued(
  gathering: Gathering,
  tiers: readonly CommitmentTerm[],
  signed: readonly CommitmentTerm[],
): Promise<(CommitmentOffer | { needs: string })[]> {
  const [first] = tiers;
  if (!first) return [];
  const { name, provider, from, to } = first;
  const days = Math.min(mostAhead, Math.max(1, daysBetween(from, addDays(to, 1))));
  const course = await courseOf(gathering, provider, days);
  if ('needs' in course) return [lacking(course)];
  const variation = variationOf(course.spent.spend.map(toDollars), monthDays);
  if (variation === null) return [{ needs: `three whole months of spend with ${provider}` }];
  const covered = signed
    .filter((one) => one.provider === provider)
    .reduce((sum, one) => sum + (listAmount(one) * days) / termDays(one), 0);
  const worth = worthOf(
    offerOf(tiers),
    course.sums.map((sum) => Math.max(0, sum - covered)),
  );
  if (!worth) return [];
  const mean = course.sums.reduce((a, b) => a + b, 0) / Math.max(1, course.sums.length);
  const months = Math.max(1, Math.round(days / monthDays));
  return [
    {
      ...{ id: name, name, provider, months, best: toPico(worth.amount) },
      variationPermille: Math.round(variation * 1000),
      coveredPermille: mean > 0 ? Math.min(1000, Math.round((covered / mean) * 1000)) : 1000,
      saving: span(worth.saving, days / monthDays),
    },
  ];
}

const termDays = ({ from, to }: CommitmentTerm): number => Math.max(1, daysBetween(from, addDays(to, 1)));
/** What a signed commitment covers, at list prices. */
const listAmount = ({ type, amount, discount }: CommitmentTerm): number =>
  type === 'tier' ? Number(amount) / (1 - discount) : Number(amount);

function offerOf(tiers: readonly CommitmentTerm[]): OfferedTerm {
  const read = tiers.map(({ amount, discount }) => ({ amount: Number(amount), discount }));
  const [first] = tiers;
  if (first?.type !== 'use-or-lose') return { type: 'tier', tiers: read };
  return { type: 'use-or-lose', amount: Number(first.amount) || null, discount: first.discount };
}
