import { oc } from '@orpc/contract';
import { z } from 'zod';
import { purposes } from '../ledger/ledger.ts';
import {
  centsString,
  counselFlagSchema,
  grantBasisSchema,
  grantCadenceSchema,
  grantCohortsSchema,
  grantImportResultSchema,
  grantLotSchema,
  grantPassingSchema,
  grantPlanSchema,
  grantPolicySchema,
  grantRolloverSchema,
  grantRunSchema,
  grantSchema,
  grantStatementSchema,
  grantSurplusSchema,
  grantTimelineSchema,
  grantTransferSchema,
  grantTypeSchema,
  jurisdictionSchema,
  ownGrantsSchema,
  payrollLineSchema,
  sightingSchema,
  termSheetSchema,
} from './grant-view.ts';
import { nextCursor, pageInput, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const reason = z.string().trim().min(1).max(500);
const key = { idempotency_key: z.string().min(1).max(100).optional() };
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11');
const at = (rest: string): `/${string}` => `/api/w/{workspace}/${rest}`;
const route = (method: 'GET' | 'POST' | 'PUT', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

const plans = {
  list: route('GET', 'grant-plans', 'Grant plans')
    .input(z.object({ ...ws }))
    .output(z.array(grantPlanSchema)),
  put: route('PUT', 'grant-plans', 'Add a grant plan, or change one by its id; grants keep their terms')
    .input(
      z.object({
        ...ws,
        id: id.optional(),
        name: z.string().trim().min(1).max(200),
        type: grantTypeSchema,
        basis: grantBasisSchema,
        cadence: grantCadenceSchema.default('monthly'),
        valid_periods: z.number().int().min(1).max(366).default(1),
        rollover: grantRolloverSchema.default({ percent: 25, cap: null }),
        surplus: grantSurplusSchema.default('team_pool'),
        transfer: grantTransferSchema.default('none'),
        personal_use: z.boolean().default(false),
        purpose: z.enum(purposes).default('research_and_development'),
        jurisdiction: jurisdictionSchema.default('US'),
      }),
    )
    .output(grantPlanSchema),
  retire: route('POST', 'grant-plans/{id}/retire', 'Retire a plan: no new grants; those issued go on')
    .input(z.object({ ...ws, id }))
    .output(grantPlanSchema),
  offer: route('POST', 'grant-plans/{id}/offer', 'Term sheet of a plan for a candidate')
    .input(
      z.object({
        ...ws,
        id,
        name: z.string().trim().min(1).max(200),
        starts_on: z.iso.date(),
        jurisdiction: jurisdictionSchema.optional(),
        /** For plans on a share of base pay; is not kept. */
        annual_base: centsString.optional(),
        role: z.string().max(100).default(''),
        band: z.string().max(100).default(''),
      }),
    )
    .output(termSheetSchema),
};

const policies = {
  list: route('GET', 'grant-policies', 'Wordings of grants, every version')
    .input(z.object({ ...ws }))
    .output(z.array(grantPolicySchema)),
  add: route('POST', 'grant-policies', 'Add a version of the wording; versions never change')
    .input(
      z.object({
        ...ws,
        version: z.string().regex(/^[\w.-]{1,40}$/),
        jurisdiction: z.union([jurisdictionSchema, z.literal('')]).default(''),
        effective_on: z.iso.date(),
        business_wording: z.string().trim().min(1).max(2000),
        personal_wording: z.string().trim().min(1).max(2000),
      }),
    )
    .output(grantPolicySchema),
};

const transfers = {
  list: route('GET', 'grant-transfers', 'Budget passed on between holders')
    .input(z.object({ ...ws, state: z.enum(['requested', 'done', 'refused']).optional() }))
    .output(z.array(grantPassingSchema)),
  request: route(
    'POST',
    'grant-transfers',
    'Pass budget on, one hop, at cost; only where the grant allows it',
  )
    .input(
      z.object({
        ...ws,
        from: z.object({ kind: z.enum(['worker', 'team']), id }),
        to_worker_id: id,
        amount: centsString,
        reason,
        ...key,
      }),
    )
    .output(grantPassingSchema),
  decide: route('POST', 'grant-transfers/{id}/decide', 'Approve or refuse a requested transfer')
    .input(z.object({ ...ws, id, approve: z.boolean() }))
    .output(grantPassingSchema),
};

const mine = {
  get: route('GET', 'grants/mine', 'My own grants, lots and total compensation')
    .input(z.object({ ...ws }))
    .output(ownGrantsSchema),
  seen: route('GET', 'grants/mine/seen', 'Who saw my pay and my grants')
    .input(z.object({ ...ws, ...pageInput }))
    .output(z.object({ sightings: z.array(sightingSchema), next_cursor: nextCursor })),
  statement: route('GET', 'grants/mine/statement', 'My own statement of a month')
    .input(z.object({ ...ws, month }))
    .output(grantStatementSchema),
};

export const grantContract = {
  plans,
  policies,
  transfers,
  mine,
  issue: route('POST', 'grants', 'Issue a grant to a worker or a team')
    .input(
      z.object({
        ...ws,
        plan_id: id,
        holder: z.object({ kind: z.enum(['worker', 'team']), id }),
        starts_on: z.iso.date(),
        ends_on: z.iso.date().nullable().default(null),
        jurisdiction: jurisdictionSchema.optional(),
        policy_version: z.string().max(40).optional(),
        /** Shows what would be issued and writes nothing. */
        dry_run: z.boolean().default(false),
        ...key,
      }),
    )
    .output(
      z.object({
        grant: grantSchema,
        first_lot: grantLotSchema.nullable(),
        flags: z.array(counselFlagSchema),
      }),
    ),
  import: route(
    'POST',
    'grants/import',
    'Issue grants from CSV (plan, worker, starts_on, …); all rows or none',
  )
    .input(z.object({ ...ws, text: z.string().max(5_000_000), dry_run: z.boolean().default(false) }))
    .output(grantImportResultSchema),
  list: route('GET', 'grants', 'Grants by name of the holder, never by amount; each reading is written down')
    .input(
      z.object({
        ...ws,
        plan_id: id.optional(),
        worker_id: id.optional(),
        state: z.enum(['scheduled', 'active', 'paused', 'ended']).optional(),
        search: z.string().max(100).default(''),
        ...pageInput,
      }),
    )
    .output(z.object({ grants: z.array(grantSchema), total: z.number().int(), next_cursor: nextCursor })),
  get: route('GET', 'grants/{id}', 'A grant with its lots and flags for counsel')
    .input(z.object({ ...ws, id }))
    .output(
      z.object({
        grant: grantSchema,
        /** Empty where amounts are withheld. */
        lots: z.array(grantLotSchema),
        flags: z.array(counselFlagSchema),
        term_sheet_pdf: z.string(),
      }),
    ),
  pause: route('POST', 'grants/{id}/pause', 'Pause a grant; what accrued stays')
    .input(z.object({ ...ws, id, from: z.iso.date().optional(), reason }))
    .output(grantSchema),
  resume: route('POST', 'grants/{id}/resume', 'Resume a paused grant')
    .input(z.object({ ...ws, id, from: z.iso.date().optional() }))
    .output(grantSchema),
  end: route('POST', 'grants/{id}/end', 'End a grant; its balance returns to the pool on the last day')
    .input(z.object({ ...ws, id, ends_on: z.iso.date(), reason }))
    .output(grantSchema),
  run: route('POST', 'grants/run', 'Issue lots that are due, draw, expire, roll over, return')
    .input(z.object({ ...ws }))
    .output(grantRunSchema),
  cohorts: route('GET', 'grants/cohorts', 'Granted, used and expiring by cohorts of at least five')
    .input(z.object({ ...ws, by: z.enum(['plan', 'type', 'team']).default('plan') }))
    .output(grantCohortsSchema),
  timeline: route('GET', 'grants/timeline', 'Accrual, use and expiry by month, past and to come')
    .input(z.object({ ...ws, from: month, to: month }))
    .output(grantTimelineSchema),
  statement: route('GET', 'grants/statement', 'Statement of a person and month; needs the compensation scope')
    .input(z.object({ ...ws, worker_id: id, month }))
    .output(grantStatementSchema),
  termSheet: route('GET', 'grants/{id}/term-sheet', 'Offer-letter term sheet of a grant')
    .input(z.object({ ...ws, id }))
    .output(termSheetSchema),
  payroll: route('GET', 'grants/payroll', 'Taxable use by person and month, for payroll')
    .input(z.object({ ...ws, month }))
    .output(z.object({ lines: z.array(payrollLineSchema), csv: z.string() })),
};
