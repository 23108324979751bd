import type { BudgetEnvelope } from '@exchequer/model/contract';
import { addDecimals } from '../../components/stack.ts';
import { readAmount } from '../../format/money.ts';

type Kind = BudgetEnvelope['kind'];

/** An envelope as a form holds it: what is typed, not yet amounts. */
export interface Draft {
  name: string;
  kind: Kind;
  ref: string;
  parent_id: string;
  limit: string;
  period: BudgetEnvelope['period'];
  starts_on: string;
  ends_on: string;
  enforcement: BudgetEnvelope['enforcement'];
  thresholds: string;
  rolls: boolean;
  roll_percent: string;
  roll_cap: string;
  overdraft: string;
  owner_id: string;
  below_spent: boolean;
}

export const emptyDraft: Draft = {
  name: '',
  kind: 'team',
  ref: '',
  parent_id: '',
  limit: '',
  period: 'month',
  starts_on: '',
  ends_on: '',
  enforcement: 'soft',
  thresholds: '50, 80, 95',
  rolls: false,
  roll_percent: '100',
  roll_cap: '',
  overdraft: '0',
  owner_id: '',
  below_spent: false,
};

/** Zeros behind the point say nothing in a field. */
const plain = (decimal: string) => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

export const draftOf = (envelope: BudgetEnvelope): Draft => ({
  name: envelope.name,
  kind: envelope.kind,
  ref: envelope.ref,
  parent_id: envelope.parent_id ?? '',
  limit: plain(envelope.limit),
  period: envelope.period,
  starts_on: envelope.custom?.starts_on ?? '',
  ends_on: envelope.custom?.ends_on ?? '',
  enforcement: envelope.enforcement,
  thresholds: envelope.thresholds.join(', '),
  rolls: envelope.rollover !== null,
  roll_percent: String(envelope.rollover?.percent ?? 100),
  roll_cap: plain(envelope.rollover?.cap ?? ''),
  overdraft: plain(envelope.overdraft),
  owner_id: envelope.owner_id ?? '',
  below_spent: false,
});

/** Percents as typed, ascending; null where one of them is none. */
export function readThresholds(typed: string): number[] | null {
  const parts = typed.split(/[\s,;]+/).filter(Boolean);
  const numbers = parts.map((part) => Number(part.replace('%', '')));
  if (numbers.length > 10 || numbers.some((n) => !(n >= 1 && n <= 1000))) return null;
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Why a draft cannot be saved yet, by field. */
export function draftFaults(draft: Draft): Partial<Record<keyof Draft, string>> {
  const amount = 'An amount such as 2,000 or 99.50';
  return {
    ...(draft.name.trim() === '' && { name: 'Give it a name' }),
    ...(draft.kind !== 'company' && draft.ref.trim() === '' && { ref: 'Say what it covers' }),
    ...(readAmount(draft.limit) === null && { limit: amount }),
    ...(readAmount(draft.overdraft) === null && { overdraft: amount }),
    ...(readThresholds(draft.thresholds) === null && {
      thresholds: 'Up to ten percents from 1 to 1000, such as 50, 80, 95',
    }),
    ...(draft.rolls &&
      !(/^\d{1,3}$/.test(draft.roll_percent) && Number(draft.roll_percent) <= 100) && {
        roll_percent: 'A whole percent from 0 to 100',
      }),
    ...(draft.rolls && draft.roll_cap !== '' && readAmount(draft.roll_cap) === null && { roll_cap: amount }),
    ...(draft.period === 'custom' && draft.starts_on === '' && { starts_on: 'Choose the first day' }),
    ...(draft.period === 'custom' &&
      draft.ends_on <= draft.starts_on && { ends_on: 'Choose a day after the first' }),
  };
}

/** The draft as the server takes it; call it on a draft without faults. */
export const draftInput = (draft: Draft, currency: string) => ({
  name: draft.name.trim(),
  kind: draft.kind,
  ref: draft.kind === 'company' ? '' : draft.ref.trim(),
  parent_id: draft.parent_id || null,
  currency,
  limit: readAmount(draft.limit) ?? '0',
  period: draft.period,
  custom: draft.period === 'custom' ? { starts_on: draft.starts_on, ends_on: draft.ends_on } : null,
  enforcement: draft.enforcement,
  thresholds: readThresholds(draft.thresholds) ?? [],
  rollover: draft.rolls
    ? {
        percent: Number(draft.roll_percent),
        cap: draft.roll_cap === '' ? null : readAmount(draft.roll_cap),
      }
    : null,
  overdraft: readAmount(draft.overdraft) ?? '0',
  owner_id: draft.owner_id || null,
  below_spent: draft.below_spent,
});

/** Whether the new limit lies below what the period has spent and holds already. */
export function belowSpent(draft: Draft, envelope: BudgetEnvelope | undefined): boolean {
  const balance = envelope?.balance;
  const limit = readAmount(draft.limit);
  if (!balance || limit === null) return false;
  const used = addDecimals([balance.spent, balance.reserved, balance.leased]) ?? '0';
  return Number(limit) < Number(used);
}

/** Two significant digits upwards: a budget is a round number. */
export function roundedUp(amount: number): string {
  if (!(amount > 0)) return '';
  const step = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return String(Math.ceil(amount / step) * step);
}
