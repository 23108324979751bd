import { type GrantOptions, loadPlans, putPlan } from '@exchequer/store/grant';
import { type Carrier, refusedBy, targetGone } from './carrier.ts';

/** What share of a grant's rest goes over into its next period, for grants that are issued from now on. */
export function grantRolloverCarrier(grants: GrantOptions): Carrier<'grant-rollover'> {
  const find = async (workspace: string, id: string) => {
    const plan = (await loadPlans(grants.sql, workspace)).get(id);
    return plan?.state === 'active' ? plan : null;
  };
  return {
    plan: async (workspace, { action: { planId, permille } }) => {
      const plan = await find(workspace, planId);
      if (!plan) return targetGone(`the grant plan ${planId}`);
      const { percent } = plan.terms.rollover;
      const wanted = Math.round(permille / 10);
      return {
        kind: 'grant-rollover',
        before: { plan_id: planId, percent },
        after: { plan_id: planId, percent: wanted },
        changes: [{ what: `Rollover of ${plan.name}`, before: `${percent} %`, after: `${wanted} %` }],
        // A plan is nobody's own: it is for many.
        ownerId: null,
        raises: wanted > percent,
      };
    },
    read: async (workspace, { plan_id: id }) => {
      const plan = await find(workspace, String(id));
      return plan && { plan_id: plan.id, percent: plan.terms.rollover.percent };
    },
    write: async (workspace, to, by) => {
      const plan = await find(workspace, String(to.plan_id));
      if (!plan) return targetGone(`the grant plan ${String(to.plan_id)}`);
      const { state: _state, ...wish } = plan;
      const rollover = { ...plan.terms.rollover, percent: Number(to.percent) };
      const put = await putPlan(grants, workspace, { ...wish, terms: { ...plan.terms, rollover } }, by);
      return 'refused' in put ? refusedBy(put) : to;
    },
  };
}
