import { outcomeKindOf } from '@exchequer/model';
import type { OutcomeView, Workspace } from '@exchequer/model/contract';
import type { WorkOutcomeRow } from '@exchequer/store/analytics/link';
import type { ListedOutcome } from '@exchequer/store/analytics/outcome';
import type { ApiContext } from './context.ts';

/** What an outcome is shown by, beside what its row holds. */
export interface OutcomeTerms {
  now: Date;
  /** Names of teams by id. */
  teams: ReadonlyMap<string, string>;
  /** Days in which a result can be taken back, where the company has set them, by kind. */
  windows: ReadonlyMap<string, number>;
}

/** What outcomes of a workspace are shown by at this moment. */
export async function outcomeTerms(
  { services, now }: ApiContext,
  workspace: Workspace,
): Promise<OutcomeTerms> {
  const [teams, rules] = await Promise.all([
    services.people.teams(workspace),
    services.outcomes.rules(workspace),
  ]);
  return {
    now: now(),
    teams: new Map(teams.map(({ id, name }) => [id, name])),
    windows: new Map(rules.map(({ kind, reversalDays }) => [kind, reversalDays])),
  };
}

type Row = Omit<ListedOutcome, 'linked'> | WorkOutcomeRow;

const dayMs = 86_400_000;

/** What became of an outcome: a result is provisional until nothing can take it back any more. */
function stateOf(row: Row, { windows, now }: OutcomeTerms): OutcomeView['state'] {
  const facts = outcomeKindOf(row.kind);
  if (row.counted === 0) return 'not-counted';
  if (facts?.role !== 'result') return 'signal';
  if (row.reversed === 1) return 'reversed';
  const window = windows.get(row.kind) ?? facts.reversalDays ?? 0;
  return Date.parse(row.occurred_at) + window * dayMs > now.getTime() ? 'provisional' : 'accepted';
}

/** An outcome as the API shows it; `linked` says whether any usage reached its work. */
export function viewOutcome(row: Row, terms: OutcomeTerms, linked: boolean): OutcomeView {
  const rated = Number(row.quality_count);
  return {
    id: row.id,
    occurred_at: row.occurred_at,
    recorded_at: row.recorded_at,
    source: row.source,
    kind: row.kind,
    kind_name: outcomeKindOf(row.kind)?.name ?? row.kind,
    work_key: row.work_key,
    team: terms.teams.get(row.team_id) ?? null,
    handled_by: row.handled_by,
    state: stateOf(row, terms),
    value: row.currency === '' ? null : row.value,
    currency: row.currency,
    quality: rated > 0 ? Number(row.quality_points) / rated : null,
    linked,
  };
}
