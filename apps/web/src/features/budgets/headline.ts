import type { BudgetEnvelope, BudgetSummary, EnvelopeBalance } from '@exchequer/model/contract';
import { moneyWords } from '../../format/money.ts';
import { localDay, shortDay } from '../../state/calendar.ts';
import { capital, daysToReset, daysWords, periodWhose, some } from './words.ts';

/** The page’s answer in a sentence, and what waits behind it. */
export interface Headline {
  title: string;
  sub: string;
}

const dayMs = 86_400_000;

/** Says whether the money will last, from the topmost envelope; from all of them where there are several. */
export function headline(summary: BudgetSummary, roots: readonly BudgetEnvelope[], now: Date): Headline {
  const [root] = roots;
  const title =
    roots.length === 1 && root ? lastsWords(root, now, summary.time_zone) : severalWords(summary, roots, now);
  return { title, sub: waiting(summary) };
}

export function willLast(envelope: BudgetEnvelope, now: Date): boolean | null {
  const { balance } = envelope;
  if (!balance) return null;
  if (Number(balance.free) <= 0) return false;
  return balance.runway_days === null || Number(balance.runway_days) >= daysToReset(balance, now);
}

/** One envelope’s answer, such as `November’s budget will last: $81,580 free, 9 days to go`. */
export function lastsWords(envelope: BudgetEnvelope, now: Date, timeZone: string): string {
  const { balance, currency } = envelope;
  if (!balance) return `${envelope.name} is not in force today`;
  const budget = budgetWords(envelope, balance);
  const togo = daysToReset(balance, now);
  const free = moneyWords(balance.free, currency);
  if (Number(balance.free) <= 0) {
    const over =
      Number(balance.overdrawn) > 0 ? `, ${moneyWords(balance.overdrawn, currency)} past its limit` : '';
    return `${budget} is used up${over}, with ${daysWords(togo)} to go`;
  }
  const runway = balance.runway_days === null ? null : Number(balance.runway_days);
  if (runway !== null && runway < togo) {
    const empty = shortDay(localDay(new Date(now.getTime() + runway * dayMs), timeZone));
    return `At this burn ${budget.replace(/^T/, 't')} is gone on ${empty}, ${daysWords(togo - runway)} too early`;
  }
  return `${budget} will last: ${free} free, ${daysWords(togo)} to go`;
}

/** Such as `November’s budget`; one with dates of its own goes by its name, which may say the word already. */
function budgetWords(envelope: BudgetEnvelope, balance: EnvelopeBalance): string {
  if (envelope.period === 'custom' && /\bbudget$/i.test(envelope.name)) return envelope.name;
  return `${periodWhose(envelope, balance)} budget`;
}

function severalWords(summary: BudgetSummary, roots: readonly BudgetEnvelope[], now: Date): string {
  const short = roots.filter((root) => willLast(root, now) === false).length;
  const free = summary.totals.map((t) => moneyWords(t.free, t.currency)).join(' and ') || 'Nothing';
  const verdict = short === 0 ? 'all of them will last' : `${some(short)} of them will not last at this burn`;
  return `${free} is free in ${some(roots.length)} budgets; ${verdict}`;
}

function waiting({ open_requests: requests, over_budget: over }: BudgetSummary): string {
  const parts = [
    requests > 0
      ? `${capital(some(requests))} ${requests === 1 ? 'request waits' : 'requests wait'} for an answer.`
      : '',
    over > 0
      ? `${capital(some(over))} ${over === 1 ? 'envelope has' : 'envelopes have'} nothing left.`
      : 'No envelope is used up.',
  ];
  return parts.filter(Boolean).join(' ');
}
