import {
  cadenceWords,
  type GrantAmount,
  type GrantPolicy,
  type GrantTerms,
  wordingOf,
} from '@exchequer/core/grant';
import { formatUsd } from '@exchequer/model';
import type { CounselFlag, TermSheet } from '@exchequer/model/contract';

/** What a term sheet is made of. */
export interface TermSheetParts {
  name: string;
  terms: {
    name: string;
    terms: GrantTerms;
    amount: GrantAmount;
    currency: string;
    startsOn: string;
    endsOn: string | null;
  };
  policy: GrantPolicy;
  marks: TermSheet['marks'];
  flags: CounselFlag[];
  papers: TermSheet['papers'];
}

/** Dollars for people: thousands apart, two decimals. */
export function money(amount: bigint, currency: string): string {
  const [whole = '0', fraction = ''] = formatUsd(amount).split('.');
  const sign = whole.startsWith('-') ? '−' : '';
  const grouped = whole.replace('-', '').replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const cents = fraction.padEnd(2, '0').slice(0, 2);
  return `${sign}${currency === 'USD' ? '$' : `${currency} `}${grouped}.${cents}`;
}

const typeWords: Record<GrantTerms['type'], string> = {
  tool_access: 'Access to AI tools for work',
  pooled_team: 'A pool of the team',
  personal_allotment: 'A personal allotment for AI tools',
};

const transferWords: Record<GrantTerms['transfer'], string> = {
  none: 'Cannot be passed on.',
  team: 'Budget may be passed on within the team, once, at cost.',
  manager_approved: 'Budget may be passed on once, at cost, when a manager approves.',
};

/** The terms of a grant as lines, wording and a clause for the letter. */
export function termSheetOf({ name, terms: grant, policy, marks, flags, papers }: TermSheetParts): TermSheet {
  const { terms } = grant;
  const wording = wordingOf(policy, terms);
  const amount = amountWords(grant.amount, grant.currency);
  const lines = [
    {
      term: 'What',
      text: `${typeWords[terms.type]}, in dollars at cost: tokens reprice, the amount does not.`,
    },
    { term: 'Amount', text: `${amount}, made available ${cadenceWords[terms.cadence]}.` },
    { term: 'From', text: spanWords(grant.startsOn, grant.endsOn) },
    { term: 'Unused', text: unusedWords(terms, grant.currency) },
    { term: 'Passing on', text: transferWords[terms.transfer] },
    { term: 'Use', text: terms.personalUse ? 'Work, and personal use.' : 'Work alone.' },
    {
      term: 'Leaving',
      text: 'The balance returns to the team on the last day. Nothing vests and nothing is paid out.',
    },
  ];
  return {
    name,
    plan_name: grant.name,
    lines,
    wording,
    clause: clauseOf(terms, amount, grant.startsOn, wording),
    flags,
    marks,
    papers,
  };
}

/** The sentence that goes into the letter; the wording of the policy ends it. */
function clauseOf(terms: GrantTerms, amount: string, startsOn: string, wording: string): string {
  const what = typeWords[terms.type].charAt(0).toLowerCase() + typeWords[terms.type].slice(1);
  const from = dayWords(startsOn);
  return `From ${from} you have a budget of ${amount}, at cost, for ${what}, made available ${cadenceWords[terms.cadence]}. ${wording}`;
}

const spanWords = (from: string, to: string | null): string =>
  to === null ? dayWords(from) : `${dayWords(from)} until before ${dayWords(to)}`;

/** A day in full, as letters write it. */
const dayWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );

const amountWords = (amount: GrantAmount, currency: string): string =>
  amount.per === 'year'
    ? `${money(amount.annual, currency)} a year`
    : `${money(amount.amount, currency)} a working day`;

function unusedWords({ rollover, surplus }: GrantTerms, currency: string): string {
  const rest = surplus === 'team_pool' ? 'goes to the pool of the team' : 'expires';
  if (rollover.percent === 0) return `What is unused at the end of a period ${rest}.`;
  const cap = rollover.cap === null ? '' : `, at most ${money(rollover.cap, currency)},`;
  return `${rollover.percent} % of what is unused${cap} rolls over once; the rest ${rest}.`;
}
