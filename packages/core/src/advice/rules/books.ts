import { providerName } from '../../close/index.ts';
import { amount, amountPerMonth, figure, permilleIn, share } from '../evidence.ts';
import type { FactWindow } from '../facts.ts';
import type { FlaggedUse, GrantStress, InvoiceMatch, SeatUse } from '../facts-money.ts';
import { exactly, perMonth, timesShare } from '../gain.ts';
import { ledger } from '../link.ts';
import type { AdvicePolicy } from '../policy.ts';
import { defineRule, type Judged } from '../rule.ts';
import { counted, dollars, percent } from '../words.ts';

export const seatRule = defineRule({
  number: 20,
  key: 'seat',
  name: 'Seats that nobody uses',
  trigger: 'Seats without use in 30 days',
  action: 'Give them back',
  formula: 'unused seats × price of a seat',
  undo: 'Order the seats again.',
  brings: 'saving',
  confidence: 'high',
  owner: 'finance',
  effort: 1,
  expiresDays: 30,
  needs: { seats: { needs: 'seats of each tool, with their number and price', to: '/settings#terms' } },
  judge: ({ seats, window }, policy) => seats.flatMap((tool) => judgeSeats(tool, window, policy)),
});

function judgeSeats(
  { tool, seats, used, pricePerSeat }: SeatUse,
  window: FactWindow,
  policy: AdvicePolicy,
): Judged[] {
  const unused = seats - used;
  const gain = BigInt(Math.max(0, unused)) * pricePerSeat;
  if (gain === 0n || gain < policy.smallest) return [];
  const to = `/explore?range=${window.from}..${window.to}&f=tool:is:${encodeURIComponent(tool)}`;
  return [
    {
      subject: { kind: 'tool', id: tool, name: tool },
      claim: `${counted(unused, 'seat')} of ${seats} of ${tool} had no use in ${window.days} days: ${dollars(gain)} a month. Give them back.`,
      trigger: `${counted(unused, 'seat')} without use`,
      evidence: [
        figure('Seats', seats, 'seats', to),
        figure('Used', used, 'seats', to),
        amountPerMonth('Price of a seat', pricePerSeat, to),
      ],
      action: { kind: 'task', text: `Give ${counted(unused, 'seat')} of ${tool} back at the next renewal.` },
      gain: exactly(gain),
      basis: 'Exact: seats without use at their price.',
    },
  ];
}

export const flagRule = defineRule({
  number: 25,
  key: 'flag',
  name: 'Personal use and transfers',
  trigger: 'Use of grants is flagged as personal, or was moved between persons',
  action: 'Route it through payroll, or block it',
  formula: 'flagged amount × tax and penalty',
  undo: 'Allow it again.',
  brings: 'stake',
  confidence: 'medium',
  owner: 'people',
  effort: 2,
  expiresDays: 30,
  needs: { flagged: { needs: 'grants with their flags', to: '/grants' } },
  judge: ({ flagged, window }, policy) => flagged.flatMap((use) => judgeFlag(use, window, policy)),
});

function judgeFlag(use: FlaggedUse, window: FactWindow, policy: AdvicePolicy): Judged[] {
  const monthly = perMonth(use.amount, window.days);
  const rate = use.taxPermille;
  const gain =
    rate === null
      ? timesShare(monthly, policy.taxPermille)
      : timesShare(monthly, { low: rate, likely: rate, high: rate });
  if (gain.likely < policy.smallest) return [];
  const what = use.kind === 'transfer' ? 'was moved between persons' : 'is flagged as personal use';
  const to = '/grants';
  return [
    {
      subject: { kind: 'grant_plan', id: `${use.plan.id}/${use.kind}`, name: use.plan.name },
      claim: `${dollars(monthly)} a month of ${use.plan.name} ${what}. Route it through payroll or block it.`,
      trigger: `${counted(use.grants, 'grant')} with such use`,
      evidence: [amount('Flagged', use.amount, to), figure('Grants', use.grants, 'grants', to)],
      action: {
        kind: 'task',
        text: `Decide with counsel whether use of ${use.plan.name} that ${what} is taxed or blocked.`,
      },
      gain,
      basis:
        rate === null
          ? `Assumed: tax and penalty of ${percent(policy.taxPermille.low)} to ${percent(policy.taxPermille.high)} of it. A flag for counsel, not advice.`
          : 'The rate that the company stated. A flag for counsel, not advice.',
      confidence: rate === null ? 'low' : 'medium',
    },
  ];
}

export const purposeRule = defineRule({
  number: 26,
  key: 'purpose',
  name: 'Spend without a purpose',
  trigger: 'More than a twentieth of an open month has no purpose',
  action: 'Give it one before the close',
  formula: 'amount without a purpose: it may stand in the wrong line of the margin',
  undo: 'Take the rule back; the books are tagged anew.',
  brings: 'stake',
  confidence: 'high',
  owner: 'finance',
  effort: 2,
  expiresDays: 30,
  needs: { purposes: { needs: 'charged usage of a month that is not closed', to: '/ledger' } },
  judge: ({ purposes }, policy) => {
    const { cost, untagged, period } = purposes;
    const part = permilleIn(untagged, cost);
    if (part <= policy.untaggedPermille || untagged < policy.smallest) return [];
    const to = ledger(period, { by: 'purpose' });
    return [
      {
        subject: { kind: 'company', id: `purpose/${period}`, name: period },
        claim: `${dollars(untagged)} of ${period} (${percent(part)}) has no purpose and may stand in the wrong line. Tag it before the close.`,
        trigger: `${percent(part)} without a purpose, above ${percent(policy.untaggedPermille)}`,
        evidence: [
          amount('Without a purpose', untagged, to),
          amount('Spend of the month', cost, to),
          share('Share', part, to),
        ],
        action: {
          kind: 'task',
          text: `Add rules of purpose for what has none in ${period}, before it is closed.`,
        },
        per: 'once',
        gain: exactly(untagged),
        basis: 'Exact: what the books hold without a purpose.',
      },
    ];
  },
});

export const invoiceRule = defineRule({
  number: 27,
  key: 'invoice',
  name: 'An invoice that differs from the meter',
  trigger: 'Invoice and meter differ by more than a hundredth',
  action: 'Dispute it, or repair the meter',
  formula: 'difference of invoice and meter',
  undo: 'Withdraw the dispute.',
  brings: 'stake',
  confidence: 'high',
  owner: 'finance',
  effort: 2,
  expiresDays: 30,
  needs: { invoices: { needs: 'invoices of providers', to: '/ledger' } },
  judge: ({ invoices }, policy) => invoices.flatMap((invoice) => judgeInvoice(invoice, policy)),
});

function judgeInvoice(invoice: InvoiceMatch, policy: AdvicePolicy): Judged[] {
  const { id, provider, reference, month, invoiced, metered } = invoice;
  const difference = invoiced - metered;
  const size = difference < 0n ? -difference : difference;
  const whole = metered > 0n ? metered : invoiced;
  if (size * 1000n <= whole * BigInt(policy.mismatchPermille) || size < policy.smallest) return [];
  const part = percent(permilleIn(size, whole));
  const above = difference > 0n;
  const to = ledger(month, { subject: id });
  const name = reference || `invoice of ${provider}`;
  return [
    {
      subject: { kind: 'invoice', id, name },
      claim: `${providerName(provider)} bills ${dollars(size)} ${above ? 'more' : 'less'} for ${month.slice(0, 7)} than was metered (${part}). ${above ? 'Dispute it' : 'Repair the meter'}.`,
      trigger: `${part} difference, above ${percent(policy.mismatchPermille)}`,
      evidence: [
        amount('Invoiced', invoiced, to),
        amount('Metered', metered, to),
        amount('Difference', difference, to),
      ],
      action: {
        kind: 'task',
        text: above
          ? `Dispute ${dollars(size)} of ${name} with ${provider}.`
          : `Find what of ${provider} was metered twice or at too high a price in ${month.slice(0, 7)}.`,
      },
      per: 'once',
      gain: exactly(size),
      basis: 'Exact: the invoice less what was metered at contracted prices.',
    },
  ];
}

export const stressRule = defineRule({
  number: 29,
  key: 'stress',
  name: 'Grants that a price shock breaks',
  trigger: 'The grants of a plan no longer fit their budget where prices rise by half',
  action: 'Re-denominate or cap them',
  formula: 'stressed excess × chance of the shock',
  undo: 'Set the grants back to what they were.',
  brings: 'stake',
  confidence: 'medium',
  owner: 'people',
  effort: 3,
  expiresDays: 60,
  needs: { grants: { needs: 'plans of grants with a budget', to: '/grants' } },
  judge: ({ grants }, policy) => grants.flatMap((plan) => judgeStress(plan, policy)),
});

function judgeStress(plan: GrantStress, policy: AdvicePolicy): Judged[] {
  const over = (price: number) =>
    plan.cells.find(({ pricePercent, usageTimes }) => pricePercent === price && usageTimes === 1)?.over ?? 0n;
  const highest = plan.cells.reduce((most, { pricePercent }) => Math.max(most, pricePercent), 0);
  // What is over already at today's prices is no matter of a shock.
  const excess = over(highest) - over(0);
  const gain = timesShare(excess / 12n, policy.priceShock);
  if (highest <= 0 || excess <= 0n || gain.likely < policy.smallest) return [];
  const to = '/grants';
  return [
    {
      subject: { kind: 'grant_plan', id: plan.planId, name: plan.name },
      claim: `Grants of ${plan.name} exceed their budget by ${dollars(excess)} a year if prices rise by ${highest} %. Re-denominate or cap them.`,
      trigger: `Prices +${highest} %: ${dollars(over(highest))} over ${dollars(plan.budget)}`,
      evidence: [
        amount('Granted a year', plan.annual, to),
        amount('Budget a year', plan.budget, to),
        amount(`Over at prices +${highest} %`, over(highest), to),
      ],
      action: {
        kind: 'task',
        text: `State what happens to grants of ${plan.name} when prices rise, or cap what they cost.`,
      },
      gain,
      basis: `Assumed: such a rise in ${percent(policy.priceShock.low)} to ${percent(policy.priceShock.high)} of years; a twelfth of it a month.`,
    },
  ];
}

export const bookRules = [seatRule, flagRule, purposeRule, invoiceRule, stressRule];
