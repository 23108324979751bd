import { type Company, dateOf } from '@exchequer/company';
import { type Advice, advise, type Facts, usualAdvicePolicy } from '@exchequer/core/advice';
import { gatherFacts } from '../jobs/advice/facts/index.ts';
import type { Services } from '../services.ts';

/** Small companies spend little: what is worth reading in them begins at a cent. */
const policy = { ...usualAdvicePolicy, smallest: 10_000_000_000n };

export interface AdviceOn extends Advice {
  readonly facts: Facts;
  readonly failed: readonly string[];
}

/** What all rules say of a company as of the morning of a day of its span, over its real facts. */
export async function adviceOn(services: Services, company: Company, day: number): Promise<AdviceOn> {
  const failed: string[] = [];
  const now = new Date(`${dateOf(company.size.from, day)}T06:00:00Z`);
  const facts = await gatherFacts(services, 'sample', now, (message, error) => {
    failed.push(`${message}: ${error instanceof Error ? error.message : String(error)}`);
  });
  return { ...advise(facts, policy), facts, failed };
}

/** Dollars of a finding's evidence by its label. */
export const evidenceOf = (advice: Advice, rule: number, about: string, label: string): number => {
  const finding = advice.findings.find((one) => one.rule === rule && one.subject.name.includes(about));
  return Number(finding?.evidence.find((item) => item.label === label)?.value ?? Number.NaN);
};
