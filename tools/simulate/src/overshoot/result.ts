import { formatUsd } from '@exchequer/model';
import type { Recovery } from './recovery.ts';
import type { Scenario } from './round.ts';
import type { Sums, Verdict } from './verdict.ts';

/** The one line at the end. Money in USD, times in seconds. */
export function resultOf(
  scenarios: readonly Scenario[],
  verdicts: readonly Verdict[],
  more: {
    recoveries: readonly Recovery[];
    openHolds: number;
    leaseSeconds: number;
    faults: readonly string[];
  },
) {
  const ended = scenarios.flatMap((scenario) => scenario.ended);
  const count = (outcome: string) => ended.filter((one) => one.outcome === outcome).length;
  const faults = [...more.faults, ...verdicts.flatMap((verdict) => verdict.faults)];
  const strict = verdicts.filter(({ bound }) => bound === 0n);
  const learned = verdicts.filter(({ bound }) => bound > 0n);
  return {
    scenarios: scenarios.length,
    calls: ended.length,
    answered: count('answered'),
    refused: count('refused'),
    lost: count('lost'),
    worst_overshoot_strict: formatUsd(worst(strict.map(({ overshoot }) => overshoot))),
    worst_overshoot_learned: formatUsd(worst(learned.map(({ overshoot }) => overshoot))),
    /** Greatest part of its bound that a scenario with learned holds has used. */
    worst_overshoot_to_bound: worstShare(learned.map(({ overshoot, bound }) => [overshoot, bound])),
    /** Greatest part of its limit that a scenario with strict holds has produced. */
    most_used_strict: worstShare(strict.map(({ overshoot, limit }) => [overshoot + limit, limit])),
    open_holds: more.openHolds,
    lease_seconds: more.leaseSeconds,
    recovery: {
      restarted: recovered(more.recoveries.filter(({ restarted }) => restarted)),
      away: recovered(more.recoveries.filter(({ restarted }) => !restarted)),
    },
    exact: sumsOf(verdicts.map(({ exact }) => exact)),
    bounded: sumsOf(verdicts.map(({ bounded }) => bounded)),
    cut: sumsOf(verdicts.map(({ cut }) => cut)),
    faults: faults.length,
    fault_kinds: kindsOf(faults),
    first_faults: faults.slice(0, 20),
  };
}

/** How many faults there are of each sort, whatever calls and amounts they name. */
function kindsOf(faults: readonly string[]): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const fault of faults) {
    const what = fault
      .replace(/^(strict|learned) .*?: /, '$1: ')
      .replace(/the call \S+/, 'a call')
      .replace(/\$?\d[\d.,]*/g, '#');
    kinds[what] = (kinds[what] ?? 0) + 1;
  }
  return kinds;
}

function worst(overshoots: readonly bigint[]): bigint {
  let most = 0n;
  for (const one of overshoots) if (one > most) most = one;
  return most;
}

function worstShare(pairs: readonly (readonly [part: bigint, whole: bigint])[]): number {
  const shares = pairs.map(([part, whole]) => Number((part * 10_000n) / whole) / 10_000);
  return Math.max(0, ...shares);
}

const recovered = (recoveries: readonly Recovery[]) => ({
  kills: recoveries.length,
  leases: recoveries.reduce((sum, { leases }) => sum + leases, 0),
  not_recovered: recoveries.filter(({ seconds }) => seconds === null).length,
  worst_seconds: Math.max(0, ...recoveries.map(({ seconds }) => seconds ?? 0)),
});

function sumsOf(all: readonly Sums[]) {
  const calls = all.reduce((sum, one) => sum + one.calls, 0);
  const booked = all.reduce((sum, one) => sum + one.booked, 0n);
  const produced = all.reduce((sum, one) => sum + one.produced, 0n);
  return { calls, booked: formatUsd(booked), produced: formatUsd(produced) };
}
