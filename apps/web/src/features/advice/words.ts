import type { AdviceRule, RecommendationView } from '@exchequer/model/contract';
import { moneyExact, moneyWords } from '../../format/money.ts';

type Gain = RecommendationView['gain'];
type Realised = NonNullable<RecommendationView['realised']>;

const per: Readonly<Record<Gain['per'], string>> = { month: 'a month', once: 'once' };

/** An interval of dollars; one figure where both ends are the same. */
export function between(low: string, high: string): string {
  const [from, to] = [rounded(low), rounded(high)];
  return from === to ? from : `${from} to ${to}`;
}

/** An expectation of a hundred dollars and more has no cents. */
const rounded = (decimal: string): string => {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const size = whole.replace('-', '');
  if (size.length <= 2) return moneyWords(decimal, 'USD');
  const next = BigInt(size) + (fraction >= '5' ? 1n : 0n);
  return moneyExact(`${whole.startsWith('-') ? '-' : ''}${next}`, 'USD');
};

/** What it is likely to bring. */
export const gainWords = ({ low, high, per: often }: Gain): string => `${between(low, high)} ${per[often]}`;

export const confidenceWords: Readonly<Record<RecommendationView['confidence'], string>> = {
  high: 'follows from the books',
  medium: 'estimated by a model',
  low: 'rests on assumptions',
};

export const confidenceNames: Readonly<Record<RecommendationView['confidence'], string>> = {
  high: 'High confidence',
  medium: 'Medium confidence',
  low: 'Low confidence',
};

export const ownerNames: Readonly<Record<RecommendationView['owner'], string>> = {
  finance: 'Finance',
  engineering: 'Engineering',
  platform: 'Platform',
  people: 'People',
  person: 'You',
};

export const stateNames: Readonly<Record<RecommendationView['state'], string>> = {
  open: 'Open',
  assigned: 'Assigned',
  snoozed: 'Put off',
  dismissed: 'Dismissed',
  applied: 'Applied',
  undone: 'Taken back',
  expired: 'Too old to act on',
  gone: 'No longer holds',
};

export const eventNames: Readonly<Record<string, string>> = {
  found: 'Found by the rules',
  assigned: 'Assigned',
  snoozed: 'Put off',
  dismissed: 'Dismissed',
  reopened: 'Came back',
  applied: 'Applied',
  undone: 'Taken back',
  'not-applied': 'Could not be applied',
  'not-undone': 'Could not be taken back',
  gone: 'No longer holds',
  expired: 'Too old to act on',
};

/** What it promised, and what it brought. */
export function promisedWords({ promised, realised, verdict }: Realised): string {
  const said = `Promised ${between(promised.low, promised.high)} a month`;
  if (!realised) return `${said}; cannot tell yet.`;
  const brought = between(realised.low, realised.high);
  if (verdict === 'gain') return `${said}; realised ${brought}.`;
  if (verdict === 'harm') return `${said}; it costs more: ${brought}.`;
  return `${said}; no effect seen: ${brought}.`;
}

/** The unit behind a figure of evidence, in words. */
export function evidenceValue(value: string, unit: string): string {
  if (unit === 'usd') return moneyWords(value, 'USD');
  if (unit.startsWith('usd_per_'))
    return `${moneyWords(value, 'USD')} a ${unit.slice('usd_per_'.length).replaceAll('_', ' ')}`;
  return unit === '' ? value : `${value} ${unit.replaceAll('_', ' ')}`;
}

/** “30 rules: 9 speak, 15 are silent, 6 need input” */
export function ruleCounts(rules: readonly Pick<AdviceRule, 'state'>[]): string {
  const count = (state: AdviceRule['state']) => rules.filter((rule) => rule.state === state).length;
  const words = (state: AdviceRule['state'], one: string, more: string) =>
    `${count(state)} ${count(state) === 1 ? one : more}`;
  const parts = [
    words('speaks', 'speaks', 'speak'),
    words('silent', 'is silent', 'are silent'),
    words('needs', 'needs input', 'need input'),
  ];
  return `${rules.length} rules: ${parts.join(', ')}`;
}

const givenAt: readonly (readonly [start: string, label: string])[] = [
  ['/settings#terms', 'State terms'],
  ['/value#figures', 'State figures'],
  ['/value#experiments', 'Plan an experiment'],
  ['/value', 'Open Value'],
  ['/sources#outcomes', 'Connect outcomes'],
  ['/sources', 'Connect a source'],
  ['/gateway', 'Open the gateway'],
  ['/people', 'Import people'],
  ['/ledger', 'Open the ledger'],
  ['/budgets', 'Set a budget'],
  ['/grants', 'Open grants'],
];

/** What a button says that leads to where a rule's input is given. */
export const givenLabel = (to: string): string =>
  givenAt.find(([start]) => to.startsWith(start))?.[1] ?? 'Open the page';
