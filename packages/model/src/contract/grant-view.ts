import { z } from 'zod';
import { purposes } from '../ledger/ledger.ts';
import { decimalString, instant, workspaceSchema } from './shared.ts';

/** Who a grant is for and how it is meant. A pooled grant has a team as its holder. */
export const grantTypeSchema = z.enum(['tool_access', 'pooled_team', 'personal_allotment']);
export type GrantType = z.infer<typeof grantTypeSchema>;

/** How often a lot falls due. An annual lot is a cliff: it invites hoarding, then burning. */
export const grantCadenceSchema = z.enum(['daily', 'monthly', 'quarterly', 'annual']);
export type GrantCadence = z.infer<typeof grantCadenceSchema>;

/** Whether budget may be passed on: one hop, at cost. */
export const grantTransferSchema = z.enum(['none', 'team', 'manager_approved']);
/** Where the unspent rest of a lot goes. */
export const grantSurplusSchema = z.enum(['team_pool', 'expire']);

/** Dollars at cost, in whole cents, not negative. */
export const centsString = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, 'an amount in whole cents that is not negative, such as 125000.00');

const share = z
  .string()
  .regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, 'a share between 0 and 1 with at most four decimals, such as 0.5');

/** What the amount of a grant comes from. It is agreed when the grant is issued and does not move by itself. */
export const grantBasisSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share_of_base'), share }),
  z.object({ kind: z.literal('fixed'), amount: centsString, per: z.enum(['month', 'quarter', 'year']) }),
  /** Per working day, Monday to Friday. */
  z.object({ kind: z.literal('daily_allowance'), amount: centsString }),
  z.object({
    kind: z.literal('role_bands'),
    bands: z
      .array(
        z.object({
          role: z.string().trim().max(100),
          band: z.string().trim().max(100),
          annual: centsString,
        }),
      )
      .min(1)
      .max(200),
  }),
]);
export type GrantBasis = z.infer<typeof grantBasisSchema>;

export const grantRolloverSchema = z.object({
  /** Share of an unspent lot that goes over into the next period, once. */
  percent: z.number().int().min(0).max(100),
  cap: centsString.nullable(),
});

/** Two letters of ISO 3166, such as US, GB or PL. */
export const jurisdictionSchema = z
  .string()
  .regex(/^[A-Z]{2}$/, 'two capital letters of ISO 3166, such as US');

const terms = {
  type: grantTypeSchema,
  cadence: grantCadenceSchema,
  /** Periods that a lot is good for, its own included. */
  valid_periods: z.number().int(),
  rollover: grantRolloverSchema,
  surplus: grantSurplusSchema,
  transfer: grantTransferSchema,
  /** Personal use makes the grant wages unless counsel says otherwise. */
  personal_use: z.boolean(),
  purpose: z.enum(purposes),
};

/** A design that people should know the consequence of. */
export const designNoteSchema = z.object({ code: z.string(), text: z.string() });

export const grantPlanSchema = z.object({
  id: z.string(),
  name: z.string(),
  ...terms,
  basis: grantBasisSchema,
  currency: z.string(),
  jurisdiction: jurisdictionSchema,
  state: z.enum(['active', 'retired']),
  /** Grants of the plan that run today. */
  active_grants: z.number().int(),
  notes: z.array(designNoteSchema),
});
export type GrantPlan = z.infer<typeof grantPlanSchema>;

export const grantPolicySchema = z.object({
  version: z.string(),
  /** Empty: holds wherever no text of the jurisdiction does. */
  jurisdiction: z.string(),
  effective_on: z.iso.date(),
  /** Stands on every paper of a grant for business use. */
  business_wording: z.string(),
  /** Stands on every paper of a grant that may be used privately. */
  personal_wording: z.string(),
});
export type GrantPolicy = z.infer<typeof grantPolicySchema>;

/** Something that counsel must look at: a flag, not advice. */
export const counselFlagSchema = z.object({
  code: z.string(),
  jurisdiction: z.string(),
  /** Who must look: tax, labour, securities or accounting counsel, or payroll. */
  who: z.enum(['tax', 'labour', 'securities', 'accounting', 'payroll', 'privacy']),
  severity: z.enum(['note', 'review', 'blocker']),
  text: z.string(),
  source: z.string(),
});
export type CounselFlag = z.infer<typeof counselFlagSchema>;

/** What became of what was granted; granted = available + used + expired + returned + transferred. */
export const grantBalanceSchema = z.object({
  granted: decimalString,
  available: decimalString,
  used: decimalString,
  expired: decimalString,
  returned: decimalString,
  transferred: decimalString,
  /** Of what is available: gone within thirty days unless it is used. */
  expiring_soon: decimalString,
});
export type GrantBalance = z.infer<typeof grantBalanceSchema>;

export const grantLotSchema = z.object({
  id: z.string(),
  grant_id: z.string(),
  /** `transfer`: came from another holder and cannot be passed on. `pool`: surplus in a team's pool. */
  kind: z.enum(['accrual', 'rollover', 'transfer', 'pool']),
  starts_on: z.iso.date(),
  /** First day on which it is gone. */
  expires_on: z.iso.date(),
  granted: decimalString,
  available: decimalString,
  used: decimalString,
  expired: decimalString,
  returned: decimalString,
  /** Rolled over into the next lot, or passed on. */
  transferred: decimalString,
});
export type GrantLot = z.infer<typeof grantLotSchema>;

export const grantHolderSchema = z.object({
  kind: z.enum(['worker', 'team']),
  id: z.string(),
  name: z.string(),
});
export const grantPauseSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  reason: z.string(),
});

export const grantSchema = z.object({
  id: z.string(),
  plan_id: z.string(),
  plan_name: z.string(),
  ...terms,
  basis_kind: z.enum(['share_of_base', 'fixed', 'daily_allowance', 'role_bands']),
  holder: grantHolderSchema,
  starts_on: z.iso.date(),
  /** First day on which it no longer runs; null is open. */
  ends_on: z.iso.date().nullable(),
  state: z.enum(['scheduled', 'active', 'paused', 'ended']),
  jurisdiction: z.string(),
  policy_version: z.string(),
  currency: z.string(),
  /** What it comes to over a year; null with `withheld` where it would tell base pay to who may not see it. */
  annual_amount: decimalString.nullable(),
  balance: grantBalanceSchema.nullable(),
  withheld: z.string().nullable(),
  next_lot_on: z.iso.date().nullable(),
  pauses: z.array(grantPauseSchema),
});
export type Grant = z.infer<typeof grantSchema>;

export const grantPassingSchema = z.object({
  id: z.string(),
  from: grantHolderSchema,
  to: grantHolderSchema,
  amount: decimalString.nullable(),
  reason: z.string(),
  state: z.enum(['requested', 'done', 'refused']),
  requested_by: z.string(),
  requested_at: instant,
  decided_by: z.string().nullable(),
  decided_at: instant.nullable(),
});
export type GrantPassing = z.infer<typeof grantPassingSchema>;

/** A reading of a person's pay or grant by someone else. */
export const sightingSchema = z.object({
  at: instant,
  actor_name: z.string(),
  /** What was seen, such as `compensation.read`. */
  action: z.string(),
  view: z.string(),
});
export type Sighting = z.infer<typeof sightingSchema>;

export const utilisationBandSchema = z.object({
  /** Percent of what was granted that was used, from (inclusive) and to (exclusive); null is open. */
  from: z.number(),
  to: z.number().nullable(),
  holders: z.number().int(),
});

export const grantCohortSchema = z.object({
  /** Empty for the folded rest. */
  key: z.string(),
  label: z.string(),
  holders: z.number().int(),
  balance: grantBalanceSchema,
  /** Percent of what was granted that was used. */
  utilisation: decimalString.nullable(),
});

export const grantCohortsSchema = z.object({
  by: z.enum(['plan', 'type', 'team']),
  smallest_group: z.number().int(),
  currency: z.string(),
  as_of: z.iso.date(),
  time_zone: z.string(),
  /** Null where fewer than the smallest group hold grants, or one of them holds more than 80 % of a figure. */
  total: grantCohortSchema.nullable(),
  cohorts: z.array(grantCohortSchema),
  /** Of the persons of the total; bands of fewer than the smallest group are merged with their neighbour. */
  bands: z.array(utilisationBandSchema),
  /** Groups folded into the rest, and why. */
  folded: z.array(z.string()),
  withheld: z.string().nullable(),
});
export type GrantCohorts = z.infer<typeof grantCohortsSchema>;

export const grantTimelinePointSchema = z.object({
  month: z.string(),
  /** False for months still to come: then `granted` is what falls due and `expired` what would go unless used. */
  booked: z.boolean(),
  granted: decimalString,
  used: decimalString,
  expired: decimalString,
  returned: decimalString,
  rolled_over: decimalString,
});
export const grantTimelineSchema = z.object({
  currency: z.string(),
  time_zone: z.string(),
  holders: z.number().int(),
  points: z.array(grantTimelinePointSchema),
  withheld: z.string().nullable(),
});
export type GrantTimeline = z.infer<typeof grantTimelineSchema>;

/** Where a paper can be fetched. */
const papers = z.object({ pdf: z.string(), xlsx: z.string().nullable(), csv: z.string().nullable() });

/** What stands on every paper. */
export const paperMarksSchema = z.object({
  company: z.string(),
  workspace: workspaceSchema,
  policy_version: z.string(),
  jurisdiction: z.string(),
  time_zone: z.string(),
  /** The last ledger transaction that the paper knows. */
  snapshot: z.string(),
  made_on: z.iso.date(),
});

export const totalPaySchema = z.object({
  currency: z.string(),
  base: decimalString,
  bonus: decimalString,
  equity: decimalString,
  /** Annual amount of the grants that run. */
  tokens: decimalString,
  total: decimalString,
  /** Percent of the total; null when there is no pay on record. */
  token_share: decimalString.nullable(),
  /** Annual tokens ÷ base, in percent. */
  leverage: decimalString.nullable(),
  /** One sentence: access, not wages, or the taxable amount. */
  wording: z.string(),
  effective_on: z.iso.date(),
});
export type TotalPay = z.infer<typeof totalPaySchema>;

export const grantStatementSchema = z.object({
  worker: z.object({ id: z.string(), name: z.string(), team: z.string() }),
  month: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  currency: z.string(),
  balance: grantBalanceSchema,
  grants: z.array(grantSchema),
  lots: z.array(grantLotSchema),
  /** Spend of the month by model, largest first, the rest as one line. */
  spend: z.array(z.object({ model: z.string(), cost: decimalString, requests: z.string() })),
  cache_hit_rate: decimalString.nullable(),
  wording: z.string(),
  taxable: decimalString.nullable(),
  total_pay: totalPaySchema.nullable(),
  seen: z.array(sightingSchema),
  pool: z.object({ team: z.string(), available: decimalString }).nullable(),
  marks: paperMarksSchema,
  papers,
});
export type GrantStatement = z.infer<typeof grantStatementSchema>;

export const termSheetSchema = z.object({
  name: z.string(),
  plan_name: z.string(),
  lines: z.array(z.object({ term: z.string(), text: z.string() })),
  wording: z.string(),
  /** The clause for the letter, ready to be copied. */
  clause: z.string(),
  flags: z.array(counselFlagSchema),
  marks: paperMarksSchema,
  papers: papers.nullable(),
});
export type TermSheet = z.infer<typeof termSheetSchema>;

export const payrollLineSchema = z.object({
  worker_id: z.string(),
  external_id: z.string(),
  name: z.string(),
  month: z.string(),
  taxable: decimalString,
  currency: z.string(),
  jurisdiction: z.string(),
  policy_version: z.string(),
  grant_id: z.string(),
});
export type PayrollLine = z.infer<typeof payrollLineSchema>;

export const grantImportResultSchema = z.object({
  dry_run: z.boolean(),
  /** False when any row has an error: then nothing was written. */
  applied: z.boolean(),
  changes: z.array(
    z.object({
      row: z.number().int(),
      action: z.enum(['add', 'change', 'same']),
      name: z.string(),
      detail: z.string(),
    }),
  ),
  errors: z.array(
    z.object({ row: z.number().int(), column: z.string(), error: z.string(), fix: z.string() }),
  ),
});
export type GrantImportResult = z.infer<typeof grantImportResultSchema>;

export const grantRunSchema = z.object({
  through: z.iso.date(),
  lots_issued: z.number().int(),
  lots_expired: z.number().int(),
  rolled_over: z.number().int(),
  returned: z.number().int(),
  draws: z.number().int(),
  /** Holders that could not be worked on, with the reason; the others were. */
  failures: z.array(z.object({ holder: z.string(), error: z.string() })),
});
export type GrantRun = z.infer<typeof grantRunSchema>;

export const ownGrantsSchema = z.object({
  worker_id: z.string(),
  name: z.string(),
  currency: z.string(),
  as_of: z.iso.date(),
  time_zone: z.string(),
  balance: grantBalanceSchema,
  grants: z.array(grantSchema),
  lots: z.array(grantLotSchema),
  transfers: z.array(grantPassingSchema),
  total_pay: totalPaySchema.nullable(),
  timeline: grantTimelineSchema,
  wording: z.string(),
  /** What others can see about this person's grants, in sentences. */
  visible_to_others: z.array(z.string()),
  papers,
});
export type OwnGrants = z.infer<typeof ownGrantsSchema>;
