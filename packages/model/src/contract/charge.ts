import { oc } from '@orpc/contract';
import { z } from 'zod';
import { purposes } from '../ledger/ledger.ts';
import { day, id, taggedPurposeSchema, ws } from './charge-input.ts';
import { chargeMoneyContract } from './charge-money.ts';
import { countString, decimalString, instant, nextCursor, pageInput } from './shared.ts';

const label = z.string().trim().max(500);
const glob = label.describe('exact, or with * as wildcard');
const costCenterKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, 'small letters, digits, dots and dashes, such as cc-140');

export const purposeSchema = z.enum(purposes);

/** What usage must be for a rule to hold: every condition that is given; of a list, one of it. */
export const purposeMatchSchema = z.object({
  /** The team or one above it. */
  team_ids: z.array(id).max(100).default([]),
  project: glob.default(''),
  repo: glob.default(''),
  workflow: glob.default(''),
  agent: glob.default(''),
  service: glob.default(''),
  tool: glob.default(''),
  provider: glob.default(''),
  /** The cost centre that the source claims. */
  cost_center_claim: glob.default(''),
});

/** Rules are tried in order; the first that holds gives the purpose. */
export const purposeRuleSchema = z.object({
  id,
  match: purposeMatchSchema,
  purpose: purposeSchema,
  /** Company days on which it holds, half-open. */
  valid_from: day.nullable().default(null),
  valid_to: day.nullable().default(null),
  note: label.default(''),
});
export type PurposeRuleView = z.infer<typeof purposeRuleSchema>;

export const costCenterSchema = z.object({
  key: costCenterKey,
  name: z.string().trim().min(1).max(200),
  /** Teams charged to it, each with the teams below it. The nearest team up the tree decides. */
  team_ids: z.array(id).max(500).default([]),
  /** Names under which sources claim it, besides its key. A claim goes before the team. */
  claims: z.array(label.min(1)).max(100).default([]),
  valid_from: day.nullable().default(null),
  valid_to: day.nullable().default(null),
});
export type CostCenterView = z.infer<typeof costCenterSchema>;

/** Versions of the rules are kept; charges name the one they were tagged under. */
const ruleSet = z.object({
  version: z.number().int(),
  rules: z.array(purposeRuleSchema),
  recorded_at: instant.nullable(),
  recorded_by: z.string(),
});

const centerSet = z.object({
  version: z.number().int(),
  cost_centers: z.array(costCenterSchema),
  /** Where nothing else says; empty leaves the charge unassigned. */
  default_key: z.string(),
  recorded_at: instant.nullable(),
  recorded_by: z.string(),
});

/** What tagging open charges anew would do, or did. */
const retagSchema = z.object({
  version: z.number().int(),
  charges: z.number().int(),
  /** Sum of what moves, whatever its sign. */
  amount: decimalString,
  moves: z.array(
    z.object({
      from_purpose: taggedPurposeSchema,
      from_cost_center: z.string(),
      to_purpose: taggedPurposeSchema,
      to_cost_center: z.string(),
      charges: z.number().int(),
      amount: decimalString,
    }),
  ),
  /** What no rule matches afterwards. */
  untagged: decimalString,
  untagged_charges: z.number().int(),
});

const rulesInput = z.object({ ...ws, rules: z.array(purposeRuleSchema).max(500) });

const purposeRules = {
  get: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/purpose-rules',
      summary: 'Rules that give usage its purpose',
    })
    .input(z.object({ ...ws }))
    .output(
      ruleSet.extend({
        /** A rule set by the functions that team names tell; nothing of it holds until it is put. */
        offered: z.array(purposeRuleSchema),
      }),
    ),
  put: oc
    .route({
      method: 'PUT',
      path: '/api/w/{workspace}/purpose-rules',
      summary: 'Replace the rules; usage booked from now on follows them',
    })
    .input(rulesInput)
    .output(ruleSet),
  preview: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/purpose-rules/preview',
      summary: 'What rules would change in the open periods',
    })
    .input(z.object({ ...ws, rules: z.array(purposeRuleSchema).max(500).optional() }))
    .output(retagSchema),
  retag: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/purpose-rules/retag',
      summary: 'Tag the charges of open periods anew, by reclassification entries',
    })
    .input(z.object({ ...ws, idempotency_key: z.string().min(1).max(120).optional() }))
    .output(retagSchema.extend({ transaction_ids: z.array(z.string()) })),
};

const costCenters = {
  get: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/cost-centers',
      summary: 'Cost centres and whom they cover',
    })
    .input(z.object({ ...ws }))
    .output(centerSet),
  put: oc
    .route({ method: 'PUT', path: '/api/w/{workspace}/cost-centers', summary: 'Replace the cost centres' })
    .input(
      z.object({
        ...ws,
        cost_centers: z.array(costCenterSchema).max(2_000),
        default_key: z.string().max(60).default(''),
      }),
    )
    .output(centerSet),
};

export const chargeSchema = z.object({
  id: z.string(),
  batch_id: z.string(),
  /** Null where the usage costs nothing here, such as usage under a seat. */
  transaction_id: z.string().nullable(),
  kind: z.enum(['usage', 'retag']),
  occurred_on: day,
  /** The day in whose period it is booked; later than `occurred_on` where that day was closed. */
  posted_on: day,
  recorded_at: instant,
  provider: z.string(),
  model: z.string(),
  tool: z.string(),
  team_id: z.string(),
  project: z.string(),
  repo: z.string(),
  agent: z.string(),
  workflow: z.string(),
  service: z.string(),
  cost_center_claim: z.string(),
  billing_mode: z.string(),
  purpose: taggedPurposeSchema,
  cost_center: z.string(),
  envelope_id: z.string().nullable(),
  amount: decimalString,
  suspense: decimalString,
  requests: countString,
  tokens: countString,
  tokens_by_class: z.record(z.string(), countString),
});
export type ChargeView = z.infer<typeof chargeSchema>;

export const chargeFilters = {
  /** Company days on which the usage happened, half-open. */
  from: day.optional(),
  to: day.optional(),
  /** Company days in whose periods it is booked, half-open. */
  posted_from: day.optional(),
  posted_to: day.optional(),
  provider: z.string().max(200).optional(),
  purpose: taggedPurposeSchema.optional(),
  cost_center: z.string().max(60).optional(),
  team_id: z.string().max(80).optional(),
  envelope_id: z.string().max(80).optional(),
  project: z.string().max(500).optional(),
  transaction_id: z.string().max(80).optional(),
  batch_id: z.string().max(80).optional(),
  /** As known then: what was recorded up to this time. */
  known_at: instant.optional(),
};

const sums = {
  amount: decimalString,
  suspense: decimalString,
  requests: countString,
  tokens: countString,
};

const charges = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/charges', summary: 'Charges, newest first' })
    .input(z.object({ ...ws, ...chargeFilters, ...pageInput }))
    .output(z.object({ charges: z.array(chargeSchema), total: z.object(sums), next_cursor: nextCursor })),
  summary: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/charges/summary',
      summary: 'Charges summed by one key',
    })
    .input(
      z.object({
        ...ws,
        ...chargeFilters,
        by: z.enum([
          'purpose',
          'cost_center',
          'provider',
          'team',
          'day',
          'month',
          'envelope',
          'project',
          'model',
        ]),
      }),
    )
    .output(
      z.object({
        groups: z.array(z.object({ key: z.string(), name: z.string(), ...sums })),
        total: z.object(sums),
      }),
    ),
  events: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/charges/{id}/events',
      summary: 'The usage rows that a charge was summed from',
    })
    .input(z.object({ ...ws, id, ...pageInput }))
    .output(
      z.object({
        events: z.array(
          z.object({
            /** As in the list of usage events. */
            id: z.string(),
            occurred_at: instant,
            source: z.string(),
            model: z.string(),
            reason: z.string(),
            requests: countString,
            tokens: countString,
            /** What this journal row adds to the charge. */
            amount: decimalString,
            suspense: decimalString,
          }),
        ),
        next_cursor: nextCursor,
      }),
    ),
  ofEvent: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/events/{id}/charges',
      summary: 'The charges and transactions in which a usage event is booked',
    })
    .input(z.object({ ...ws, id }))
    .output(
      z.object({
        bookings: z.array(
          z.object({
            batch_id: z.string(),
            reason: z.string(),
            recorded_at: instant,
            /** What the event adds in this batch. */
            amount: decimalString,
            suspense: decimalString,
            /** False until the poster has reached the batch. */
            posted: z.boolean(),
            charges: z.array(chargeSchema),
          }),
        ),
      }),
    ),
};

export const chargeDifferenceSchema = z.object({
  day,
  provider: z.string(),
  purpose: z.string(),
  /** Which two books differ. */
  between: z.enum(['journal-charges', 'charges-ledger']),
  journal: decimalString.nullable(),
  charges: decimalString,
  ledger: decimalString.nullable(),
  difference: decimalString,
  /** `waiting`: batches that are not posted yet explain it. */
  cause: z.enum(['waiting', 'unexplained']),
  batch_ids: z.array(z.string()),
});

const postings = {
  status: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/usage-postings',
      summary: 'How far the books follow the journal',
    })
    .input(z.object({ ...ws }))
    .output(
      z.object({
        posted_batches: z.number().int(),
        waiting_batches: z.number().int(),
        /** Age of the oldest batch that waits; 0 when none does. */
        lag_seconds: z.number().int(),
        last_posted_at: instant.nullable(),
        failed: z.array(
          z.object({
            batch_id: z.string(),
            first_failed_at: instant,
            last_failed_at: instant,
            attempts: z.number().int(),
            error: z.string(),
            fix: z.string(),
          }),
        ),
      }),
    ),
  catchUp: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/usage-postings/catch-up',
      summary: 'Post now what waits, failed batches included',
    })
    .input(z.object({ ...ws }))
    .output(z.object({ posted: z.number().int(), failed: z.number().int() })),
};

export const chargeContract = {
  ...chargeMoneyContract,
  purposeRules,
  costCenters,
  charges,
  postings,
  reconcile: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/charge-reconciliation',
      summary: 'Journal, charges and ledger compared per day, provider and purpose',
    })
    .input(z.object({ ...ws, from: day, to: day }))
    .output(
      z.object({
        from: day,
        to: day,
        balanced: z.boolean(),
        journal: z.object({ amount: decimalString, suspense: decimalString }),
        charges: z.object({ amount: decimalString, suspense: decimalString }),
        ledger: z.object({ amount: decimalString, suspense: decimalString }),
        waiting_batches: z.number().int(),
        failed_batches: z.number().int(),
        differences: z.array(chargeDifferenceSchema),
        checked: z.object({ days: z.number().int(), cells: z.number().int() }),
      }),
    ),
};
