import { oc } from '@orpc/contract';
import { z } from 'zod';
import { countString, decimalString, instant, workspaceSchema } from './shared.ts';

const workspace = workspaceSchema;
const ledger = { tags: ['ledger'] };
const path = (rest: string) => `/api/w/{workspace}/ledger/${rest}` as const;

/** A closed or open month of the books. */
export const periodKeySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11');

/** By what charges are grouped into units. */
export const unitKinds = ['team', 'cost_center', 'purpose', 'project', 'envelope'] as const;
export const unitKindSchema = z.enum(unitKinds);
export type UnitKind = (typeof unitKinds)[number];

/**
 * `booked`: by the day of posting, as the general ledger has it; never changes once closed.
 * `then`: usage that happened in the period, as known when it was closed.
 * `now`: usage that happened in the period, as known now.
 */
export const statementViewSchema = z.enum(['booked', 'then', 'now']);
export type StatementView = z.infer<typeof statementViewSchema>;

/** Unit of what belongs to none, such as usage of nobody known. Its total is shown, never dropped. */
export const unassignedUnit = 'unassigned';

const unit = z.object({
  kind: unitKindSchema,
  key: z.string(),
  label: z.string(),
  /** The unit above it, where units form a tree. */
  parent: z.string().nullable(),
});

const amounts = {
  /** Charges of usage. */
  usage: decimalString,
  /** Shares of cost that several units have together. */
  shared: decimalString,
  /** Everything else: adjustments, variance, breakage, reclassifications. */
  other: decimalString,
  total: decimalString,
};

export const unitTotalsSchema = unit.extend({
  ...amounts,
  /** With the units under it; the same as `total` where there are none. */
  subtree_total: decimalString,
});

export type UnitTotals = z.infer<typeof unitTotalsSchema>;

const basisKeys = ['usage_share', 'headcount', 'equal', 'percent'] as const;
export const allocationKeySchema = z.enum(basisKeys);
export type AllocationKey = z.infer<typeof allocationKeySchema>;

export const statementSchema = z.object({
  unit,
  period: periodKeySchema,
  from: z.iso.date(),
  /** Exclusive. */
  to: z.iso.date(),
  time_zone: z.string(),
  currency: z.string(),
  view: statementViewSchema,
  state: z.enum(['open', 'closed']),
  snapshot_at: instant,
  usage: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      requests: countString,
      tokens: countString,
      charged: decimalString,
    }),
  ),
  shared: z.array(
    z.object({
      rule_id: z.string(),
      name: z.string(),
      pool: z.string(),
      key: allocationKeySchema,
      /** What the key counts for this unit and for all, such as 4 of 12 people. */
      basis: z.string(),
      basis_of: z.string(),
      basis_unit: z.string(),
      /** Whole amount that was shared out. */
      whole: decimalString,
      amount: decimalString,
      transaction_id: z.string().nullable(),
    }),
  ),
  other: z.array(
    z.object({
      transaction_id: z.string(),
      kind: z.string(),
      posted_on: z.iso.date(),
      memo: z.string(),
      account: z.string(),
      amount: decimalString,
    }),
  ),
  totals: z.object({ ...amounts, subtree_total: decimalString }),
  /** Units right under this one, with their subtrees. */
  children: z.array(z.object({ key: z.string(), label: z.string(), subtree_total: decimalString })),
});
export type Statement = z.infer<typeof statementSchema>;

/** Shares the cost of a pool out over units, month by month. */
const ruleFields = {
  name: z.string().trim().min(1).max(120),
  /** Account prefix of the cost, such as `expense/untagged/platform` or `commitment/openai`. */
  pool: z.string().trim().min(1).max(300),
  key: allocationKeySchema,
  /** Targets; for `percent` they sum to 100, for the others `percent` is left out. */
  targets: z
    .array(
      z.object({
        /** Purpose and cost centre that take the share; for `headcount` also the team counted. */
        purpose: z.string().max(60).default('general_and_administrative'),
        cost_center: z.string().trim().min(1).max(120),
        team_id: z.string().max(60).optional(),
        percent: z
          .string()
          .regex(/^\d{1,3}(\.\d{1,6})?$/, 'a percentage such as 12.5')
          .optional(),
      }),
    )
    .max(500),
  /** First and last month it holds for; null is open. */
  from_period: periodKeySchema.nullable().default(null),
  to_period: periodKeySchema.nullable().default(null),
};

export const allocationRuleSchema = z.object({ id: z.string(), ...ruleFields, recorded_at: instant });
export type AllocationRule = z.infer<typeof allocationRuleSchema>;

export const allocationRunSchema = z.object({
  period: periodKeySchema,
  dry_run: z.boolean(),
  items: z.array(
    z.object({
      rule_id: z.string(),
      name: z.string(),
      pool: z.string(),
      key: allocationKeySchema,
      whole: decimalString,
      basis_unit: z.string(),
      parts: z.array(
        z.object({
          purpose: z.string(),
          cost_center: z.string(),
          basis: z.string(),
          amount: decimalString,
        }),
      ),
      /** Sum of the parts less the whole: zero. */
      difference: decimalString,
      transaction_id: z.string().nullable(),
      /** Why nothing was shared out, such as an empty pool. */
      note: z.string(),
    }),
  ),
});
export type AllocationRun = z.infer<typeof allocationRunSchema>;

const statements = {
  units: oc
    .route({ ...ledger, method: 'GET', path: path('units'), summary: 'Every unit of a kind with its totals' })
    .input(
      z.object({
        workspace,
        kind: unitKindSchema,
        period: periodKeySchema,
        view: statementViewSchema.default('booked'),
      }),
    )
    .output(
      z.object({
        kind: unitKindSchema,
        period: periodKeySchema,
        view: statementViewSchema,
        currency: z.string(),
        items: z.array(unitTotalsSchema),
        /** Sum of every unit's own total: the expense of the ledger. */
        totals: z.object(amounts),
      }),
    ),
  statement: oc
    .route({
      ...ledger,
      method: 'GET',
      path: path('statement'),
      summary: 'Statement of one unit for a period',
    })
    .input(
      z.object({
        workspace,
        kind: unitKindSchema,
        unit: z.string().min(1).max(300),
        period: periodKeySchema,
        view: statementViewSchema.default('booked'),
      }),
    )
    .output(statementSchema),
};

const allocation = {
  rules: oc
    .route({ ...ledger, method: 'GET', path: path('allocation-rules'), summary: 'Rules that share cost out' })
    .input(z.object({ workspace }))
    .output(z.object({ items: z.array(allocationRuleSchema) })),
  putRule: oc
    .route({
      ...ledger,
      method: 'POST',
      path: path('allocation-rules'),
      summary: 'Enter or replace a rule; what was shared out stays',
    })
    .input(z.object({ workspace, id: z.string().max(60).optional(), ...ruleFields }))
    .output(z.object({ rule: allocationRuleSchema })),
  withdrawRule: oc
    .route({
      ...ledger,
      method: 'DELETE',
      path: path('allocation-rules/{id}'),
      summary: 'Set a rule aside',
    })
    .input(z.object({ workspace, id: z.string().max(60) }))
    .output(z.object({ withdrawn: z.literal(true) })),
  run: oc
    .route({
      ...ledger,
      method: 'POST',
      path: path('allocations'),
      summary: 'Share cost out for a period, once per rule and period; a dry run shows it',
    })
    .input(
      z.object({
        workspace,
        period: periodKeySchema,
        dry_run: z.boolean().default(true),
        /** Also books every cost centre’s expense to it and back: charge-back that sums to zero. */
        charge_back: z.boolean().default(false),
      }),
    )
    .output(allocationRunSchema),
};

export const statementContract = { ...statements, allocation };
