import { formatUsd } from '@exchequer/model';
import type { FactWindow } from './facts.ts';
import type { Workload } from './facts-usage.ts';
import type { EvidenceItem, Touch } from './finding.ts';
import { perMonth } from './gain.ts';

/** An amount as evidence, to the pico-dollar. */
export const amount = (label: string, value: bigint, to: string, unit = 'usd'): EvidenceItem => ({
  label,
  value: formatUsd(value),
  unit,
  to,
});

export const amountPerMonth = (label: string, value: bigint, to: string): EvidenceItem =>
  amount(label, value, to, 'usd_per_month');

export const figure = (
  label: string,
  value: number | bigint | string,
  unit: string,
  to: string,
): EvidenceItem => ({ label, value: String(value), unit, to });

/** Thousandths as percent. */
export const share = (label: string, permille: number, to: string): EvidenceItem =>
  figure(label, Number((permille / 10).toFixed(2)), '%', to);

/** Thousandths that one count is of another; 0 of nothing. */
export const permilleIn = (part: bigint | number, whole: bigint | number): number =>
  BigInt(whole) === 0n ? 0 : Number((BigInt(part) * 100_000n) / BigInt(whole)) / 100;

/** Work as it is called: “Workflow invoice-triage on claude-opus-4-6”. */
export const workName = ({ by, name, label, model }: Workload): string =>
  `${workKinds[by]} ${label ?? name} on ${model}`;

const workKinds = {
  workflow: 'Workflow',
  agent: 'Agent',
  repo: 'Repository',
  team: 'Team',
  tool: 'Tool',
} as const;

/** Identity of a workload in keys of findings. */
export const workId = ({ by, name, provider, model }: Workload): string =>
  `${by}:${name}/${provider}/${model}`;

/** The whole spend of a workload, of which a part is saved. */
export const touchOf = (work: Workload, { days }: Pick<FactWindow, 'days'>, part: bigint): Touch => ({
  scope: workId(work),
  cost: perMonth(work.cost, days),
  part,
});
