import { bestSpend, dollarsOf, marginalValue, picoOf, type Standing, valueChange } from '../curve.ts';
import { amountPerMonth, figure, permilleIn, share } from '../evidence.ts';
import type { FactWindow, Missing } from '../facts.ts';
import type { AccessSpread, DeniedRequests, ResponseFit } from '../facts-work.ts';
import { least, perMonth, permilleOf, timesShare } from '../gain.ts';
import { budget, valueOver } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars, percent } from '../words.ts';

const fitNeeds: Missing = {
  needs: 'outcomes and spend of at least 100 people over twelve weeks, and what an outcome is worth',
  to: '/value',
};

const standingOf = (fit: ResponseFit): Standing => ({
  spend: dollarsOf(fit.spend),
  outcomes: fit.outcomes,
  value: dollarsOf(fit.valuePerOutcome),
});

/** Fits that say more than that two figures move together. */
function graded(fits: readonly ResponseFit[], policy: AdvicePolicy): readonly ResponseFit[] | Missing {
  const kept = fits.filter(({ grade, people }) => grade !== 'E0' && people >= policy.fewestPeople);
  if (kept.length > 0 || fits.length === 0) return kept;
  return {
    needs: 'an estimate of grade E1 or better: the same people over weeks in which their spend changed',
    to: '/value',
  };
}

const isMissing = (kept: readonly ResponseFit[] | Missing): kept is Missing => !Array.isArray(kept);

const limitOf = (fit: ResponseFit, amount: bigint | null, otherwise: string): Judged['action'] =>
  fit.envelopeId
    ? { kind: 'envelope-limit', envelopeId: fit.envelopeId, amount }
    : { kind: 'task', text: otherwise };

const fitEvidence = (fit: ResponseFit, to: string) => [
  figure('Elasticity of output to spend', `${fit.elasticity.low}–${fit.elasticity.high}`, '', to),
  figure('Evidence', fit.grade, 'grade', to),
  figure('People', fit.people, 'people', to),
  amountPerMonth('Spend', fit.spend, to),
];

export const trimRule = defineRule({
  number: 7,
  key: 'trim',
  name: 'Spend past its optimum',
  trigger: 'The next dollar brings less than a dollar, and the interval excludes one',
  action: 'Trim to the optimum',
  formula: 'spend less its optimum − value of the output that goes with it',
  undo: 'Set the limit back to what it was.',
  brings: 'saving',
  confidence: 'medium',
  owner: 'engineering',
  effort: 3,
  expiresDays: 30,
  needs: { response: fitNeeds },
  judge: ({ response, window }, policy) => {
    const kept = graded(response, policy);
    return isMissing(kept) ? kept : kept.flatMap((fit) => judgeTrim(fit, window, policy));
  },
});

function judgeTrim(fit: ResponseFit, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { elasticity, group, spend } = fit;
  const standing = standingOf(fit);
  if (spend <= 0n || marginalValue(standing, elasticity.high) >= 1) return [];
  // Down to where even the highest elasticity says that a dollar brings less than a dollar, within what was seen.
  const best = Math.max(bestSpend(standing, elasticity.high), dollarsOf(fit.seen.low));
  if (best >= standing.spend) return [];
  const saved = (beta: number) =>
    picoOf(standing.spend - best + valueChange(standing, beta, best / standing.spend));
  const gain = { low: saved(elasticity.high), likely: saved(elasticity.likely), high: saved(elasticity.low) };
  if (gain.likely < policy.smallest) return [];
  const to = valueOver(window);
  return [
    {
      subject: group,
      claim: `${group.name} spends ${dollars(spend)} a month, of which the last dollar brings at most ${dollars(picoOf(marginalValue(standing, elasticity.high)))}. Trim to ${dollars(picoOf(best))}.`,
      trigger: `The next dollar brings at most ${marginalValue(standing, elasticity.high).toFixed(2)}, below 1`,
      evidence: [...fitEvidence(fit, to), amountPerMonth('Optimum', picoOf(best), to)],
      action: limitOf(fit, picoOf(best), `Agree with ${group.name} on ${dollars(picoOf(best))} a month.`),
      gain,
      basis:
        '80 % interval of the elasticity; the optimum is that of its upper end, and never below what was seen.',
      confidence: fit.grade === 'E3' ? 'high' : 'medium',
    },
  ];
}

export const raiseRule = defineRule({
  number: 8,
  key: 'raise',
  name: 'A cap that costs more than it saves',
  trigger: 'The next dollar brings more than a dollar, and requests are refused',
  action: 'Raise the cap',
  formula: 'value of the output that the refused requests would have brought − their cost',
  undo: 'Set the limit back to what it was.',
  brings: 'gain',
  confidence: 'medium',
  owner: 'engineering',
  effort: 1,
  expiresDays: 30,
  needs: {
    response: fitNeeds,
    denials: { needs: 'calls that pass the gateway', to: '/gateway' },
  },
  judge: ({ response, denials, window }, policy) => {
    const kept = graded(response, policy);
    if (isMissing(kept)) return kept;
    return denials
      .filter(({ denied }) => denied > 0)
      .flatMap((denial) => {
        const fit = kept.find(
          ({ group }) => group.kind === denial.group.kind && group.id === denial.group.id,
        );
        return fit ? judgeRaise(fit, denial, window, policy) : [];
      });
  },
});

function judgeRaise(
  fit: ResponseFit,
  denial: DeniedRequests,
  window: FactWindow,
  policy: AdvicePolicy,
): Judged[] {
  const { elasticity, group } = fit;
  const standing = standingOf(fit);
  if (fit.spend <= 0n || marginalValue(standing, elasticity.low) <= 1) return [];
  const wanted = perMonth(BigInt(denial.denied) * denial.costPerRequest, window.days);
  const room = fit.seen.high - fit.spend;
  const more = least(wanted, room);
  if (more <= 0n) return [];
  const times = (dollarsOf(more) + standing.spend) / standing.spend;
  const net = (beta: number) => picoOf(valueChange(standing, beta, times) - dollarsOf(more));
  const gain = { low: net(elasticity.low), likely: net(elasticity.likely), high: net(elasticity.high) };
  if (gain.likely < policy.smallest) return [];
  const { envelopeId } = denial;
  const to = envelopeId ? budget(envelopeId) : valueOver(window);
  return [
    {
      subject: envelopeId ? { kind: 'envelope', id: envelopeId, name: denial.envelope } : group,
      claim: `Envelope ${denial.envelope} refused ${counted(denial.denied, 'request')} of ${group.name}, where a dollar brings at least ${dollars(picoOf(marginalValue(standing, elasticity.low)))}. Raise it by ${dollars(more)} a month.`,
      trigger: `The next dollar brings at least ${marginalValue(standing, elasticity.low).toFixed(2)}, and ${counted(denial.denied, 'request')} were refused`,
      evidence: [
        ...fitEvidence(fit, valueOver(window)),
        figure('Refused requests', denial.denied, 'requests', '/gateway'),
        amountPerMonth('What they would have cost', wanted, to),
      ],
      action: envelopeId
        ? { kind: 'envelope-limit', envelopeId, amount: null }
        : { kind: 'task', text: `Raise what ${group.name} may spend by ${dollars(more)} a month.` },
      gain,
      basis: '80 % interval of the elasticity; no further than spend that was seen.',
      confidence: fit.grade === 'E3' ? 'high' : 'medium',
    },
  ];
}

export const holdoutRule = defineRule({
  number: 11,
  key: 'holdout',
  name: 'Spend that grows without a visible effect',
  trigger: 'The interval of the elasticity includes nothing, and spend grows',
  action: 'Find out with a randomised holdout',
  formula: 'value of knowing: added spend × part that a holdout may show to be without effect',
  undo: 'End the experiment.',
  brings: 'gain',
  confidence: 'medium',
  owner: 'engineering',
  effort: 5,
  expiresDays: 60,
  needs: { response: fitNeeds },
  judge: ({ response, window }, policy) => {
    const kept = graded(response, policy);
    return isMissing(kept) ? kept : kept.flatMap((fit) => judgeHoldout(fit, window, policy));
  },
});

function judgeHoldout(fit: ResponseFit, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { elasticity, group, spend, growthPermille } = fit;
  if (elasticity.low > policy.nearZero || elasticity.high < policy.nearZero) return [];
  if (growthPermille <= policy.growthPermille) return [];
  const added = spend - (spend * 1000n) / BigInt(1000 + Math.round(growthPermille));
  const gain = timesShare(added, policy.holdoutShare);
  if (gain.likely < policy.smallest) return [];
  const to = valueOver(window);
  return [
    {
      subject: group,
      claim: `${group.name} spends ${percent(growthPermille)} more than before, ${dollars(added)} a month, and no effect on its output can be seen. Try a randomised holdout.`,
      trigger: `Elasticity ${elasticity.low} to ${elasticity.high} includes 0; spend grew by ${percent(growthPermille)}`,
      evidence: [...fitEvidence(fit, to), share('Growth of spend', growthPermille, to)],
      action: {
        kind: 'task',
        text: `Start an experiment that caps half of the teams of ${group.name} in turn.`,
      },
      gain,
      basis: `Assumed: ${percent(policy.holdoutShare.low)} to ${percent(policy.holdoutShare.high)} of the added spend turns out to be without effect.`,
    },
  ];
}

export const accessRule = defineRule({
  number: 24,
  key: 'access',
  name: 'Unequal access within a role',
  trigger: 'The ninth decile of a role uses more than ten times the first, and requests are refused',
  action: 'Widen access, or pool the grants',
  formula: 'value of what was refused − its cost',
  undo: 'Set the grants back to what they were.',
  brings: 'gain',
  confidence: 'low',
  owner: 'people',
  effort: 3,
  expiresDays: 60,
  needs: { access: { needs: 'roles of people, and calls that pass the gateway', to: '/people' } },
  judge: ({ access, window }, policy) => {
    const unequal = access.filter(
      ({ p90OverP10, denied }) => (p90OverP10 === null || p90OverP10 > policy.spread) && denied > 0,
    );
    const valued = unequal.filter(({ valuePermille }) => valuePermille !== null);
    if (unequal.length > 0 && valued.length === 0) {
      return { needs: 'what a dollar of spend brings: outcomes, and what one is worth', to: '/value' };
    }
    return valued.flatMap((one) => judgeAccess(one, window, policy));
  },
});

function judgeAccess(one: AccessSpread, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const { role, valuePermille, p90OverP10 } = one;
  if (!valuePermille) return [];
  const denied = perMonth(one.deniedCost, window.days);
  const net = (permille: number) => permilleOf(denied, permille - 1000);
  const gain = {
    low: net(valuePermille.low),
    likely: net(valuePermille.likely),
    high: net(valuePermille.high),
  };
  if (gain.likely < policy.smallest) return [];
  const to = '/grants';
  const spread = p90OverP10 === null ? 'some use nothing' : `${p90OverP10.toFixed(1)} times`;
  return [
    {
      subject: { kind: 'role', id: role, name: role },
      claim: `Within the role ${role}, use lies far apart (${spread}), and ${counted(one.denied, 'request')} worth ${dollars(denied)} a month were refused. Widen access or pool the grants.`,
      trigger: `P90 ÷ P10 ${p90OverP10 === null ? 'without bound' : p90OverP10.toFixed(1)}, above ${policy.spread}, with refusals`,
      evidence: [
        figure(
          'P90 ÷ P10',
          p90OverP10 === null ? 'first decile uses nothing' : p90OverP10.toFixed(2),
          '',
          to,
        ),
        figure('People', one.people, 'people', to),
        figure('Refused requests', one.denied, 'requests', '/gateway'),
        share('People with a refusal', permilleIn(one.deniedPeople, one.people), to),
      ],
      action: { kind: 'task', text: `Give the role ${role} a shared pool beside its personal grants.` },
      gain,
      basis:
        'Value of a dollar as the response of the role’s groups tells it; association within a role, not cause.',
    },
  ];
}

export const responseRules = [trimRule, raiseRule, holdoutRule, accessRule];
