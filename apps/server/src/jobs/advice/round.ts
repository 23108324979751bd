import {
  advise,
  type Facts,
  type Finding,
  type RuleRecord,
  ranked,
  ruleRecords,
  scaledByRecord,
  usualAdvicePolicy,
} from '@exchequer/core/advice';
import type { Workspace } from '@exchequer/model/contract';
import { type AdviceOptions, keepRound, loadRecords, type RoundCounts } from '@exchequer/store/advice';

export interface RoundParts extends AdviceOptions {
  facts: (workspace: Workspace) => Promise<Facts>;
  /** About persons, each for that person alone. */
  own: (workspace: Workspace) => Promise<readonly Finding[]>;
}

/** What a round came to. */
export interface RoundDone {
  counts: RoundCounts;
  found: number;
  cannotTell: number;
}

/** Judges every rule over the facts as they are now, scales promises by what they brought, and keeps it. */
export async function runRound(parts: RoundParts, workspace: Workspace): Promise<RoundDone> {
  const { findings, cannotTell } = advise(await parts.facts(workspace), usualAdvicePolicy);
  const records = await recordsOf(parts, workspace);
  const scaled = ranked(findings.map((finding) => scaledByRecord(finding, records.get(finding.rule))));
  const own = await parts.own(workspace);
  const counts = await keepRound(parts, workspace, { findings: [...scaled, ...own], cannotTell });
  return { counts, found: scaled.length, cannotTell: cannotTell.length };
}

/** How far the promises of each rule have held in this workspace. */
export const recordsOf = async (
  { sql }: Pick<AdviceOptions, 'sql'>,
  workspace: Workspace,
): Promise<Map<number, RuleRecord>> => ruleRecords(await loadRecords(sql, workspace));
