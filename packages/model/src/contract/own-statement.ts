import { z } from 'zod';
import { grantBalanceSchema, grantLotSchema, paperMarksSchema, totalPaySchema } from './grant-view.ts';
import { decimalString, instant } from './shared.ts';

/** A month such as 2026-11, in days of the company. */
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11');

/** Part of a person's own spend. `rest` sums up what is not named. */
const ownPartSchema = z.object({
  by: z.enum(['model', 'workflow', 'repo', 'tool', 'rest']),
  name: z.string(),
  cost: decimalString,
  requests: z.string(),
});
export type OwnPart = z.infer<typeof ownPartSchema>;

/** The envelope that pays for the person, theirs or one that they share, as it stands when the statement is made. */
const ownEnvelopeSchema = z.object({
  name: z.string(),
  kind: z.string(),
  period_key: z.string(),
  limit: decimalString,
  spent: decimalString,
  held: decimalString,
  free: decimalString,
  currency: z.string(),
  resets_at: instant,
});

/**
 * What a person's month came to, for that person alone. What is not known is null, and the sentence
 * beside it says why.
 */
export const ownStatementSchema = z.object({
  worker: z.object({ id: z.string(), name: z.string(), team: z.string(), role: z.string() }),
  month: monthSchema,
  from: z.iso.date(),
  /** Excluded. */
  to: z.iso.date(),
  /** False while the month runs, or lies ahead. */
  complete: z.boolean(),
  currency: z.string(),
  /** Of grants, as they stand when the statement is made; lots earliest expiry first. */
  balance: grantBalanceSchema,
  lots: z.array(grantLotSchema),
  envelope: ownEnvelopeSchema.nullable(),
  spend: z.object({
    total: decimalString,
    requests: z.string(),
    tokens: z.string(),
    by_model: z.array(ownPartSchema),
    by_work: z.array(ownPartSchema),
  }),
  cache: z.object({
    /** Input tokens read from caches, in percent. */
    read_percent: decimalString.nullable(),
    avoidable: decimalString.nullable(),
    basis: z.string(),
  }),
  /** What names the person as who did it; for nobody else. */
  outcomes: z.array(
    z.object({ kind: z.string(), name: z.string(), done: z.number().int(), taken_back: z.number().int() }),
  ),
  /** Calls that a budget or a limit stopped, and the time until the next went through. */
  stops: z.object({
    calls: z.number().int().nullable(),
    minutes: z.number().int().nullable(),
    basis: z.string(),
  }),
  compensation: z.object({
    /** “Access, not wages”, or how it is taxed: the wording of the person's grants. */
    wording: z.string(),
    /** Use that is income, in the month; null where no grant allows personal use. */
    taxable: decimalString.nullable(),
    total_pay: totalPaySchema.nullable(),
  }),
  pool: z.object({ team: z.string(), available: decimalString }).nullable(),
  pool_options: z.array(z.string()),
  /** The middle half of the role; no place in it is told. */
  role_band: z
    .object({ persons: z.number().int(), low: decimalString, median: decimalString, high: decimalString })
    .nullable(),
  role_band_basis: z.string(),
  /** Who else saw what is the person's own in the month, and for what; newest first. */
  seen: z.array(z.object({ at: instant, who: z.string(), what: z.string(), purpose: z.string() })),
  appeal: z.array(z.string()),
  marks: paperMarksSchema,
  papers: z.object({ pdf: z.string() }),
});
export type OwnStatement = z.infer<typeof ownStatementSchema>;
