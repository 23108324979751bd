import { type Action, type AdviceVerb, allows, type Span } from '@exchequer/core/advice';
import { formatUsd } from '@exchequer/model';
import type { AdviceRealised, RecommendationView, Workspace } from '@exchequer/model/contract';
import {
  type AppliedAction,
  type KeptRealised,
  loadApplied,
  loadRealised,
  type Recommendation,
} from '@exchequer/store/advice';
import type { Services } from '../services.ts';

/** What a button that applies it says. */
const verbs: Readonly<Record<Action['kind'], string>> = {
  'hold-agent': 'Hold the agent',
  'envelope-limit': 'Set the limit',
  'grant-rollover': 'Change the rollover',
  'gateway-rule': 'Set the rule',
  'price-row': 'Enter the price',
  task: 'Tick off',
};

const spanView = ({ low, likely, high }: Span) => ({
  low: formatUsd(low),
  likely: formatUsd(likely),
  high: formatUsd(high),
});

function asks(action: Action): 'nothing' | 'amount' {
  if (action.kind === 'envelope-limit') return action.amount === null ? 'amount' : 'nothing';
  return action.kind === 'price-row' && action.price === null ? 'amount' : 'nothing';
}

/** Recommendations as the API shows them. */
export async function adviceViews(
  { sql }: Pick<Services, 'sql'>,
  workspace: Workspace,
  recommendations: readonly Recommendation[],
): Promise<RecommendationView[]> {
  const ids = recommendations.map(({ id }) => id);
  const [applied, realised] = await Promise.all([
    loadApplied(sql, workspace, ids),
    loadRealised(sql, workspace, ids),
  ]);
  return recommendations.map((one) =>
    adviceView(one, applied.get(one.id) ?? null, realised.get(one.id) ?? null),
  );
}

function adviceView(
  one: Recommendation,
  applied: AppliedAction | null,
  realised: KeptRealised | null,
): RecommendationView {
  const { finding } = one;
  const { action, gain } = finding;
  return {
    id: one.id,
    rule: one.rule,
    key: one.key,
    state: one.state,
    subject: { ...finding.subject },
    own: one.selfWorker !== null,
    claim: finding.claim,
    says: finding.says,
    trigger: finding.trigger,
    gain: { ...spanView(gain), level: gain.level, per: gain.per },
    basis: finding.basis,
    confidence: finding.confidence,
    owner: finding.owner,
    effort: finding.effort,
    action: { kind: action.kind, asks: asks(action), verb: verbs[action.kind] },
    undo: finding.undo,
    evidence: finding.evidence.map((item) => ({ ...item })),
    assignee: one.assignee,
    snoozed_until: one.snoozedUntil?.toISOString() ?? null,
    first_seen: one.firstSeen.toISOString(),
    last_seen: one.lastSeen.toISOString(),
    state_at: one.stateAt.toISOString(),
    expires_at: one.expiresAt.toISOString(),
    applied: applied && appliedView(applied),
    realised: realised && realisedView(realised),
  };
}

const appliedView = (applied: AppliedAction): NonNullable<RecommendationView['applied']> => ({
  id: applied.id,
  kind: applied.kind,
  state: applied.state,
  by: applied.by.name,
  applied_at: applied.appliedAt?.toISOString() ?? null,
  undone_at: applied.undoneAt?.toISOString() ?? null,
  undone_by: applied.undoneBy,
  changes: applied.changes.map((change) => ({ ...change })),
});

const realisedView = ({ asOf, promised, measured }: KeptRealised): AdviceRealised => ({
  as_of: asOf.toISOString(),
  method: measured.method,
  verdict: measured.verdict,
  promised: spanView(promised),
  realised: measured.span && spanView(measured.span),
  says: measured.says,
});

const everyVerb: readonly AdviceVerb[] = ['apply', 'finish', 'undo', 'assign', 'snooze', 'dismiss'];

/** Verbs that fit the state and the action; a task is finished, everything else is applied. */
export const verbsFor = ({ state, finding }: Recommendation): AdviceVerb[] => {
  const other = finding.action.kind === 'task' ? 'apply' : 'finish';
  return everyVerb.filter((verb) => verb !== other && allows(state, verb));
};
