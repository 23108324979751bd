import { z } from 'zod';
import { enforcements, envelopeKinds, envelopePeriods } from '../envelope/envelope.ts';
import { holdStates, pockets } from '../ledger/ledger.ts';
import { decimalString, instant } from './shared.ts';

const companyDay = z.iso.date();

export const envelopeKindSchema = z.enum(envelopeKinds);
export const envelopePeriodSchema = z.enum(envelopePeriods);
export const enforcementSchema = z.enum(enforcements);

export const rolloverSchema = z.object({
  /** Share of what is left that goes over, 0–100. */
  percent: z.number().int().min(0).max(100),
  /** At most this much; null is no cap. */
  cap: decimalString.nullable(),
});

/** A period of an envelope, with its money. Days are company days; `ends_on` is exclusive. */
export const envelopeBalanceSchema = z.object({
  /** Such as `2026-11`, `2026-W47`, `2026-11-21`, `FY2026-Q4`. */
  period_key: z.string(),
  starts_on: companyDay,
  ends_on: companyDay,
  /** First instant after the period: when the envelope is filled again. */
  resets_at: instant,
  state: z.enum(['open', 'ended']),
  /** Everything given to the period: base limit, increases, moves, grants and what was rolled in. */
  limit: decimalString,
  /** The envelope's own limit when the period was opened or last changed. */
  base_limit: decimalString,
  /** What went beyond the base limit, by what brought it. Moves out are negative. */
  increases: decimalString,
  moved: decimalString,
  granted: decimalString,
  rolled_in: decimalString,
  /** What went over into the next period. */
  rolled_out: decimalString,
  spent: decimalString,
  /** Held for running calls. */
  reserved: decimalString,
  /** Lent to gateways. */
  leased: decimalString,
  /** What may still be spent. */
  free: decimalString,
  /** Unspent money of an ended period that is gone. */
  expired: decimalString,
  /** Spent or held without cover. */
  overdrawn: decimalString,
  /** Spent in percent of the limit, what is held aside; null when the limit is zero. */
  percent: decimalString.nullable(),
  /** Thresholds that spend has passed, ascending. */
  crossed: z.array(z.number()),
  /** Spent share ÷ expected share of the period so far; above 1 is faster than the limit lasts. */
  pace: decimalString.nullable(),
  /** Smoothed spend per day (EWMA, α = 0.3). */
  daily_spend: decimalString,
  /** Days until it is empty at that rate; null when nothing is being spent. */
  runway_days: decimalString.nullable(),
});
export type EnvelopeBalance = z.infer<typeof envelopeBalanceSchema>;

export const envelopeSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: envelopeKindSchema,
  /** What it covers: id of a team (function and team), worker (person and agent), name of a project or family. */
  ref: z.string(),
  ref_name: z.string(),
  parent_id: z.string().nullable(),
  /** Names from the root down to the envelope. */
  path: z.array(z.string()),
  /** 0 at a root. */
  depth: z.number().int(),
  currency: z.string(),
  limit: decimalString,
  period: envelopePeriodSchema,
  /** Custom periods alone. */
  custom: z.object({ starts_on: companyDay, ends_on: companyDay }).nullable(),
  enforcement: enforcementSchema,
  thresholds: z.array(z.number()),
  rollover: rolloverSchema.nullable(),
  overdraft: decimalString,
  owner_id: z.string().nullable(),
  owner_name: z.string().nullable(),
  managed_by: z.enum(['file', 'web']),
  state: z.enum(['active', 'closed']),
  /** Counts changes; send it as `expected_version` to refuse a change made over another one. */
  version: z.number().int(),
  /** The current period; null when a custom envelope is not in force, or the envelope is closed. */
  balance: envelopeBalanceSchema.nullable(),
  open_requests: z.number().int(),
});
export type BudgetEnvelope = z.infer<typeof envelopeSchema>;

/** Person envelopes that the caller may not see one by one; given only when they are five or more. */
export const foldedPersonsSchema = z.object({
  parent_id: z.string().nullable(),
  currency: z.string(),
  /** Null with the amounts when there are fewer than five. */
  persons: z.number().int().nullable(),
  limit: decimalString.nullable(),
  spent: decimalString.nullable(),
  reserved: decimalString.nullable(),
  free: decimalString.nullable(),
  reason: z.string(),
});
export type FoldedPersons = z.infer<typeof foldedPersonsSchema>;

export const burnDaySchema = z.object({
  date: companyDay,
  spent: decimalString,
  /** Spent since the period began. */
  cumulative: decimalString,
  /** What is left of the limit after the day, holds aside; negative when overspent. */
  remaining: decimalString,
});
export type BurnDay = z.infer<typeof burnDaySchema>;

export const budgetHoldSchema = z.object({
  id: z.string(),
  /** Envelope periods that carry it, leaf first. */
  path: z.array(z.object({ envelope_id: z.string(), envelope_name: z.string(), period_key: z.string() })),
  currency: z.string(),
  /** What is still held. */
  amount: decimalString,
  settled: decimalString,
  state: z.enum(holdStates),
  opened_at: instant,
  expires_at: instant,
  memo: z.string(),
});
export type BudgetHold = z.infer<typeof budgetHoldSchema>;

/** A transaction of the budget book as one envelope sees it; `id` opens it in the ledger. */
export const envelopeTransactionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  occurred_on: companyDay,
  posted_on: companyDay,
  recorded_at: instant,
  memo: z.string(),
  subject: z.string(),
  period_key: z.string(),
  /** Lines on this envelope alone: debit positive. */
  lines: z.array(z.object({ pocket: z.enum(pockets), amount: decimalString })),
});
export type EnvelopeTransaction = z.infer<typeof envelopeTransactionSchema>;

export const envelopeChangeSchema = z.object({
  version: z.number().int(),
  at: instant,
  by_id: z.string(),
  by_name: z.string(),
  action: z.enum(['create', 'change', 'close']),
  /** Names of the fields that changed, with the value before and after as text. */
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string() })),
});
export type EnvelopeChangeEntry = z.infer<typeof envelopeChangeSchema>;

export const budgetRequestSchema = z.object({
  id: z.string(),
  envelope_id: z.string(),
  envelope_name: z.string(),
  currency: z.string(),
  /** Temporary: for the current period only. Permanent: the limit itself. */
  kind: z.enum(['temporary', 'permanent']),
  amount: decimalString,
  reason: z.string(),
  /** Temporary ones: what is unspent goes back at this instant; null at the period's end. */
  expires_at: instant.nullable(),
  state: z.enum(['open', 'approved', 'declined', 'withdrawn']),
  requested_by_id: z.string(),
  requested_by_name: z.string(),
  requested_at: instant,
  decided_by_id: z.string().nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: instant.nullable(),
  note: z.string(),
  /** What was given; differs from `amount` when less was approved. */
  approved_amount: decimalString.nullable(),
  /** The increase after its end: when it ended and what went back. */
  ended_at: instant.nullable(),
  taken_back: decimalString.nullable(),
});
export type BudgetRequest = z.infer<typeof budgetRequestSchema>;

export const budgetAlertSchema = z.object({
  id: z.string(),
  envelope_id: z.string(),
  envelope_name: z.string(),
  period_key: z.string(),
  threshold: z.number(),
  currency: z.string(),
  spent: decimalString,
  limit: decimalString,
  at: instant,
});
export type BudgetAlert = z.infer<typeof budgetAlertSchema>;

/** Heroes of the budgets page. One per currency; metered usage is in USD. */
export const budgetSummarySchema = z.object({
  as_of: instant,
  time_zone: z.string(),
  envelopes: z.number().int(),
  open_requests: z.number().int(),
  /** Envelopes without anything left, or overdrawn. */
  over_budget: z.number().int(),
  totals: z.array(
    z.object({
      currency: z.string(),
      /** Σ limits of the roots' current periods. */
      committed: decimalString,
      spent: decimalString,
      held: decimalString,
      free: decimalString,
      overdrawn: decimalString,
      daily_spend: decimalString,
      days_left: decimalString.nullable(),
    }),
  ),
  uncovered: z.object({ amount: decimalString, since: companyDay.nullable() }),
});
export type BudgetSummary = z.infer<typeof budgetSummarySchema>;

export const uncoveredDaySchema = z.object({
  date: companyDay,
  /** Team of the worker, `unattributed` without one. */
  team_id: z.string().nullable(),
  team_name: z.string(),
  currency: z.string(),
  amount: decimalString,
});
export type UncoveredDay = z.infer<typeof uncoveredDaySchema>;
