import { fractionText } from '../decimal.ts';
import { giniOf, quantile } from '../person.ts';
import {
  type Asked,
  type Definition,
  dollars,
  type Expected,
  payParts,
  perMillionNormalised,
  pico,
  ratio,
  statistic,
} from './asked.ts';

const smallestRole = 5;

/** A statistic of tokens within a role, averaged over roles by their persons. */
const withinRoles =
  (figure: (used: number[]) => number | null): Definition =>
  ({ oracle, scope }) => {
    const roles = new Map<string, number[]>();
    for (const { person, tokens } of oracle.tokens.ofEmployed({ ...scope, teams: null }))
      roles.set(person.role, [...(roles.get(person.role) ?? []), tokens]);
    let [weighted, persons] = [0, 0];
    for (const used of roles.values()) {
      const all = used.reduce((sum, one) => sum + one, 0);
      const shown = used.length >= smallestRole && Math.max(...used) <= (all * 4) / 5;
      const value = shown ? figure(used) : null;
      if (value === null || !Number.isFinite(value)) continue;
      weighted += value * used.length;
      persons += used.length;
    }
    return persons === 0 ? null : statistic(weighted / persons, 6);
  };

const p90OverP10 = (used: number[]): number | null => {
  const low = quantile(used, 0.1);
  return low > 0 ? quantile(used, 0.9) / low : null;
};

function growth(asked: Asked): Expected {
  const [first, last] = [asked.personsOn(asked.scope.from), asked.personsOn(asked.scope.to - 1)];
  return ratio(last - first, first);
}

/** Minutes that accepted work of AI would have taken people, by the company's own weights. */
export const equivalentMinutes = (asked: Asked): bigint =>
  asked.oracle.terms.weights.reduce(
    (sum, { kind, minutes }) =>
      kind === 'ticket.resolved' ? sum + BigInt(minutes) * asked.sum('resolved kept by ai') : sum,
    0n,
  );

/** The company: who is there, what they are paid, and what its AI is beside them. */
export const workforceDefinitions: Record<string, Definition> = {
  headcount: (asked) => ratio(asked.sum('person days'), asked.days),
  headcount_growth: growth,
  revenue: (asked) => (asked.told('revenue') ? dollars(asked.sum('revenue')) : null),
  revenue_per_employee: (asked) =>
    asked.told('revenue') ? ratio(asked.sum('revenue') * asked.days, asked.sum('person days') * pico) : null,
  layers: ({ oracle }) =>
    String(Math.max(...oracle.company.teams.map(({ path }) => path.split(' / ').length))),
  span: (asked) => {
    const [all, managers] = [asked.sum('person days'), asked.sum('manager days')];
    return ratio(all - managers, managers);
  },
  agents_per_employee: (asked) => {
    const { oracle, scope, days } = asked;
    if (oracle.tokens.ofEmployed(scope).length < 5) return null;
    return ratio(BigInt(oracle.tokens.active(scope).agents) * days, asked.sum('person days'));
  },
  amplification: (asked) =>
    ratio(
      asked.sum('shipped kept', 'merged kept', 'resolved kept') * asked.sum('stated baseline_person_days'),
      asked.sum('person days') * asked.sum('stated baseline_results'),
    ),
  normalised_tokens_per_fte: (asked) =>
    ratio(asked.sum('base') * asked.days, 3_000_000n * asked.sum('person days')),
  human_equivalent_hours: (asked) => fractionText(equivalentMinutes(asked), 60n, 6),
  // A week is seven days and forty hours of work.
  automation_share: (asked) => {
    const [ai, persons] = [equivalentMinutes(asked) * 7n, asked.sum('person days') * 2_400n];
    return ratio(ai, ai + persons);
  },
  utilisation: (asked) => ratio(asked.sum('stated productive_hours'), asked.sum('stated available_hours')),
  time_to_fill: (asked) => ratio(asked.sum('stated days_to_fill'), asked.sum('stated hires')),
  leverage_ratio: (asked) => ratio(asked.sum('cost') * payParts, asked.sum('base pay')),
  token_share_of_pay: (asked) => {
    const spent = asked.sum('cost') * payParts;
    return ratio(spent, asked.sum('base pay', 'bonus pay', 'equity pay') + spent);
  },
  revenue_per_million_average: (asked) =>
    asked.told('revenue') ? perMillionNormalised(asked.sum('revenue'), asked.sum('base') * pico) : null,
  access_gini: withinRoles(giniOf),
  access_p90_p10: withinRoles(p90OverP10),
};
