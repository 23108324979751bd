import { parseUsd } from '@exchequer/model';
import type { PaperFigure } from '@exchequer/model/contract';
import type { BoardFacts } from './facts.ts';
import { figure, metricFigure, missing, rest, shareOf, sumUsd, usd } from './figure.ts';
import { ledgerOf, pageOver } from './page.ts';

/** The metrics that the pack shows as unit economics, with interval and grade. */
export const unitMetrics = [
  'cost_per_resolution',
  'cost_per_feature',
  'cost_per_pull_request',
  'decisions_enabled_per_week',
] as const;

/** What an outcome costs, against its target. */
export const unitFigures = (facts: BoardFacts): PaperFigure[] =>
  unitMetrics.map((key) =>
    metricFigure(facts, key, { to: pageOver('value', facts.range, `&figure=${key}`) }),
  );

/** What AI costs the gross margin, and how much of spend is known to have led to work that stands. */
export const marginFigures = (facts: BoardFacts): PaperFigure[] => [
  marginEffect(facts),
  metricFigure(facts, 'linked_share', {
    name: 'Spend linked to outcomes',
    to: pageOver('value', facts.range, '&figure=linked_share'),
  }),
];

function marginEffect({ revenue, purposes, month }: BoardFacts): PaperFigure {
  const head = {
    ...({ key: 'gross_margin_effect', name: 'Effect of AI on gross margin', unit: 'share' } as const),
    to: ledgerOf(month, 'purposes'),
  };
  if (revenue.sum === null || parseUsd(revenue.sum) <= 0n)
    return missing(head, revenue.needs ?? 'revenue of the month');
  if (purposes === null) return missing(head, 'charges of the month');
  const amount = (key: string) => sumUsd(purposes.filter((one) => one.key === key).map((one) => one.amount));
  const [serving, untagged] = [amount('cost_of_revenue'), amount('untagged')];
  const all = sumUsd(purposes.map((one) => one.amount));
  if (serving === 0n && untagged > 0n)
    return missing(head, 'purposes: no charge of the month is tagged as cost of revenue');
  const known = all > 0n ? Number((untagged * 1000n) / all) / 10 : 0;
  return figure({
    ...head,
    value: shareOf(-serving, parseUsd(revenue.sum)),
    note: known > 0 ? `${known} % of charges have no purpose yet` : 'AI cost of revenue ÷ revenue',
  });
}

/** What could go wrong: agents, those nobody answers for, spend without a stop, idle power. */
export function riskFigures(facts: BoardFacts): PaperFigure[] {
  const { agents, range } = facts;
  const all = { key: 'agents', name: 'Agents registered', unit: 'count', to: '/people' } as const;
  const orphans = {
    key: 'orphan_agents',
    name: 'Agents without an owner',
    unit: 'count',
    to: '/people',
  } as const;
  const needs = 'agents on the list of workers';
  return [
    agents
      ? figure({ ...all, value: String(agents.all), note: 'beside assistants of one person' })
      : missing(all, needs),
    agents ? figure({ ...orphans, value: String(agents.orphans) }) : missing(orphans, needs),
    uncapped(facts),
    metricFigure(facts, 'idle_watts_loss', {
      name: 'Lost on idle watts',
      to: pageOver('value', range, '#pools'),
    }),
  ];
}

function uncapped(facts: BoardFacts): PaperFigure {
  const capped = metricFigure(facts, 'capped_share', { to: '/budgets' });
  const turned = (share: string | null) => (share === null ? null : rest(share));
  return {
    ...capped,
    ...{ key: 'uncapped_share', name: 'Spend without a hard stop' },
    ...{ value: turned(capped.value), before: turned(capped.before) },
  };
}

/** What does not agree yet, and how much of the usage is known for certain. */
export function qualityFigures(facts: BoardFacts): PaperFigure[] {
  const { range, month } = facts;
  return [
    unreconciled(facts),
    invoiceGap(facts),
    metricFigure(facts, 'suspense', { name: 'In suspense', to: '/sources' }),
    metricFigure(facts, 'unpriced_share', { name: 'Tokens unpriced', to: '/sources' }),
    metricFigure(facts, 'unattributed_share', {
      name: 'Tokens of nobody',
      to: pageOver('people', range),
    }),
    untaggedShare(facts, ledgerOf(month, 'purposes')),
  ];
}

function unreconciled({ unexplained, waitingBatches, month }: BoardFacts): PaperFigure {
  const head = {
    key: 'unreconciled',
    name: 'Unreconciled',
    unit: 'usd',
    to: ledgerOf(month, 'agreement'),
  } as const;
  if (unexplained === null) return missing(head, 'usage that the books follow');
  const note =
    waitingBatches > 0
      ? `${waitingBatches} batches still to be booked`
      : 'journal against charges and ledger';
  return figure({ ...head, value: unexplained, note });
}

/** Invoices less what was measured, of the providers that have sent one. */
function invoiceGap({ invoiced, month }: BoardFacts): PaperFigure {
  const head = {
    key: 'invoice_gap',
    name: 'Invoices less the meter',
    unit: 'usd',
    to: ledgerOf(month, 'bridge'),
  } as const;
  const billed = invoiced.filter((one) => parseUsd(one.invoiced) !== 0n);
  if (billed.length === 0) return missing(head, 'invoices of the month');
  const open = invoiced.length - billed.length;
  return figure({
    ...head,
    value: usd(sumUsd(billed.map(({ gap }) => gap))),
    note: open > 0 ? `${open} of ${invoiced.length} providers not invoiced yet` : '',
  });
}

function untaggedShare({ purposes }: BoardFacts, to: string): PaperFigure {
  const head = { key: 'untagged_share', name: 'Charges untagged', unit: 'share', to } as const;
  const all = purposes ? sumUsd(purposes.map(({ amount }) => amount)) : 0n;
  if (purposes === null || all <= 0n) return missing(head, 'charges of the month');
  const untagged = sumUsd(purposes.filter(({ key }) => key === 'untagged').map(({ amount }) => amount));
  return figure({ ...head, value: shareOf(untagged, all) });
}
