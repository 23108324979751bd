import { instantsOfPeriod } from '@exchequer/core/envelope';
import type { LedgerRefusal } from '@exchequer/core/ledger';
import type { BudgetOptions } from './options.ts';
import type { OpenedPeriod } from './period-rows.ts';
import type { KeptTree } from './rows.ts';

/** Says of `envelope-exhausted` what a person needs: which envelope, what is held, when it resets, whom to ask. */
export async function explainExhausted(
  { sql, timeZone }: BudgetOptions,
  workspace: string,
  tree: KeptTree,
  periods: ReadonlyMap<string, OpenedPeriod>,
  refusal: LedgerRefusal,
): Promise<LedgerRefusal> {
  const envelope = tree.get(String(refusal.facts?.envelope ?? ''));
  const period = envelope && periods.get(envelope.id);
  if (refusal.refused !== 'envelope-exhausted' || !envelope || !period) return refusal;
  const { available, reserved, needed, currency } = refusal.facts ?? {};
  const [owner] = await sql<{ name: string }[]>`
    select name from worker where workspace = ${workspace} and id = ${envelope.ownerId}`;
  const [holds] = await sql<{ n: number }[]>`
    select count(*)::int as n from ledger_hold where workspace = ${workspace} and state in ('open', 'in_doubt')
      and ${`envelope/${envelope.id}/${period.key}`} = any(path)`;
  const resets = instantsOfPeriod(period, timeZone()).to;
  const who = owner ? ` of ${owner.name}` : '';
  return {
    ...refusal,
    detail:
      `${envelope.name} has ${available} ${currency} left in ${period.key}: ${needed} is needed and ` +
      `${reserved} is held by ${holds?.n ?? 0} running calls. It resets on ${period.endsOn}, 00:00 ${timeZone()}`,
    fix: `Ask for more${who}: exchequer budget request ${envelope.id}.`,
    facts: {
      ...refusal.facts,
      envelope_name: envelope.name,
      holds: holds?.n ?? 0,
      resets_at: resets.toISOString(),
      owner: owner?.name ?? null,
    },
  };
}
