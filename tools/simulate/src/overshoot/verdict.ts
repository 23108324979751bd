import { overshootBound } from '@exchequer/core/gate';
import { formatUsd } from '@exchequer/model';
import type { TruthRecord } from '@exchequer/upstream';
import { accountOf } from '../gateway/accounts.ts';
import type { Stand } from '../gateway/stand.ts';
import type { Booked } from './journal.ts';
import { chargeFor } from './prices.ts';
import type { Scenario } from './round.ts';

/** Sums of calls, in 10⁻¹² USD. */
export interface Sums {
  calls: number;
  booked: bigint;
  produced: bigint;
}

export interface Verdict {
  scenario: string;
  limit: bigint;
  /** What the published bound allows beyond it. */
  bound: bigint;
  /** What the providers will charge, less the limit. */
  overshoot: bigint;
  held: bigint;
  /** Calls that ended in order and whose usage the provider reported: equal to the last unit. */
  exact: Sums;
  /** Calls that are booked at an upper bound: their API tells no usage. */
  bounded: Sums;
  /** Calls whose gateway was killed. */
  cut: Sums;
  faults: string[];
}

/** Compares, call by call, what the provider produced with what the journal holds, and both with the limit. */
export async function judge(
  stand: Stand,
  scenario: Scenario,
  produced: readonly TruthRecord[],
  journal: ReadonlyMap<string, Booked>,
): Promise<Verdict> {
  const { agent, limit, kind, ended, name } = scenario;
  const account = await accountOf(stand, agent.envelopeId);
  const bound = overshootBound(scenario.holds, limit);
  const sums = [...journal.values()].reduce((sum, { cost }) => sum + cost, 0n);
  const charged = produced.reduce((sum, record) => sum + chargeFor(record), 0n);
  const verdict: Verdict = {
    ...{ scenario: name, limit, bound, overshoot: charged - limit, held: account.held },
    ...{ exact: none(), bounded: none(), cut: none(), faults: [] },
  };
  const fault = (says: string) => verdict.faults.push(`${name}: ${says}`);
  if (charged > limit + bound) fault(`${formatUsd(charged - limit)} was produced beyond the limit`);
  if (account.spent > limit + bound) fault(`${formatUsd(account.spent - limit)} is booked beyond the limit`);
  if (account.spent !== sums)
    fault(`the books say ${formatUsd(account.spent)}, the journal ${formatUsd(sums)}`);
  compare(verdict, journal, produced, kind.tells, fault);
  const other = ended.find(({ outcome }) => outcome === 'other');
  if (other) fault(`an answer with status ${other.status}: ${other.said}`);
  const lost = ended.filter(({ outcome }) => outcome === 'lost');
  if (scenario.fate === 'kept' && lost.length > 0)
    fault(`${lost.length} calls were lost, the first by ${lost[0]?.said}`);
  if (!ended.some(({ outcome }) => outcome === 'answered') && scenario.fate === 'kept')
    fault('nothing was admitted');
  // Where the only gateway went away, nobody was told anything at all.
  const wasHeard = scenario.fate !== 'away' || ended.some(({ outcome }) => outcome !== 'lost');
  if (wasHeard && !ended.some(({ outcome }) => outcome === 'refused')) fault('nothing was refused');
  return verdict;
}

const none = (): Sums => ({ calls: 0, booked: 0n, produced: 0n });

const add = (sums: Sums, booked: bigint, produced: bigint): void => {
  sums.calls += 1;
  sums.booked += booked;
  sums.produced += produced;
};

function compare(
  verdict: Verdict,
  journal: ReadonlyMap<string, Booked>,
  produced: readonly TruthRecord[],
  tells: boolean,
  fault: (says: string) => void,
): void {
  const charges = new Map<string, bigint>();
  for (const record of produced) charges.set(record.tag, (charges.get(record.tag) ?? 0n) + chargeFor(record));
  for (const tag of charges.keys())
    if (!journal.has(tag) && charges.get(tag) !== 0n) fault(`the call ${tag} is not in the journal`);
  for (const [tag, { cost, flags }] of journal) {
    const charge = charges.get(tag) ?? 0n;
    const isCut = flags.includes('interrupted');
    add(isCut ? verdict.cut : tells ? verdict.exact : verdict.bounded, cost, charge);
    const says = `the call ${tag} is booked at ${formatUsd(cost)}, and costs ${formatUsd(charge)}`;
    if (isCut || !tells ? cost < charge : cost !== charge) fault(says);
  }
}
