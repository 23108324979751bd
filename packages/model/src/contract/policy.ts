import { oc } from '@orpc/contract';
import { z } from 'zod';
import { enforcements, envelopeKinds, envelopePeriods } from '../envelope/envelope.ts';
import { decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

export * from './policy-file.ts';

const ws = { workspace: workspaceSchema };
const fileText = z.string().max(2_000_000);
const day = z.iso.date();
const count = z.number().int();

/** What stands in the way of a policy file, at its place. */
export const policyFaultSchema = z.object({
  /** 1-based line of the file; 0 where the fault is about what the file leaves out. */
  line: count,
  /** Such as `envelopes.0.children.1.limit`; empty for the whole file. */
  path: z.string(),
  /** Stable, such as `child-over-parent` or `orphans-money`. */
  code: z.string(),
  error: z.string(),
  fix: z.string(),
});
export type PolicyFaultView = z.infer<typeof policyFaultSchema>;

export const policyActions = ['create', 'change', 'move', 'adopt', 'release', 'close', 'same'] as const;
export type PolicyAction = (typeof policyActions)[number];

const fieldChangeSchema = z.object({
  field: z.string(),
  /** As a person reads it; null where there was nothing. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});

/** What a change does to the period that runs now. Amounts in the envelope's currency. */
const moneyEffectSchema = z.object({
  currency: z.string(),
  period_key: z.string(),
  limit_before: decimalString,
  limit_after: decimalString,
  /** Spent, and held for running calls, so far. */
  used: decimalString,
  /** What may still be spent in it, before and after. */
  available_before: decimalString,
  available_after: decimalString,
});

export const policyChangeSchema = z.object({
  /** The one that weighs most; `fields` lists all that differs. */
  action: z.enum(policyActions),
  key: z.string(),
  /** Null while the envelope is yet to be made. */
  envelope_id: z.string().nullable(),
  name: z.string(),
  /** Names from the top down, such as `Company / Engineering`. */
  path: z.string(),
  kind: z.enum(envelopeKinds),
  /** 1-based line of the file; 0 where the file leaves it out. */
  line: count,
  fields: z.array(fieldChangeSchema),
  /** Null where no money of the current period moves. */
  money: moneyEffectSchema.nullable(),
});
export type PolicyChangeView = z.infer<typeof policyChangeSchema>;

export const policySummarySchema = z.object({
  create: count,
  change: count,
  move: count,
  adopt: count,
  /** Handed back to the web app; 0 where it is not said. */
  release: count.optional(),
  close: count,
  same: count,
  /** Envelopes of the web app that the file leaves alone. */
  untouched: count,
});

export const policySectionActions = ['add', 'change', 'move', 'remove', 'same'] as const;
export type PolicySectionAction = (typeof policySectionActions)[number];

const sectionChangeSchema = z.object({
  action: z.enum(policySectionActions),
  key: z.string(),
  /** 1-based line of the file; 0 for what the file leaves out. */
  line: count,
  /** All that differs; `position` counts from 1. */
  fields: z.array(fieldChangeSchema),
});
export type PolicySectionChangeView = z.infer<typeof sectionChangeSchema>;

const sectionSummarySchema = z.object({
  /** `take`: from the web app to the file; `keep`: the file has it already; `release`: back to the web app. */
  ownership: z.enum(['take', 'keep', 'release']),
  add: count,
  change: count,
  move: count,
  remove: count,
  same: count,
});

/** What becomes of the purpose rules, or of the cost centres. */
export const policySectionSchema = z.object({
  summary: sectionSummarySchema,
  changes: z.array(sectionChangeSchema),
});
export type PolicySectionView = z.infer<typeof policySectionSchema>;

/** Null where the file leaves the set to the web app. */
const sections = {
  purposes: policySectionSchema.nullable(),
  cost_centres: policySectionSchema.nullable(),
};

/** Charges of open periods that the file's purposes and cost centres would put elsewhere. */
const openChargesSchema = z.object({
  charges: count,
  /** Sum of what would move, whatever its sign. */
  amount: decimalString,
  /** Charges that no rule gives a purpose afterwards. */
  untagged_charges: count,
  /** Applying leaves them as they are booked; this moves them. */
  command: z.string(),
});

export const policyPlanSchema = z.object({
  /** Names exactly these changes of exactly this file; null while there is any fault. */
  fingerprint: z.string().nullable(),
  errors: z.array(policyFaultSchema),
  changes: z.array(policyChangeSchema),
  summary: policySummarySchema,
  ...sections,
  /** Null where the file says nothing of them, or has faults. */
  open_charges: openChargesSchema.nullable(),
});
export type PolicyPlanView = z.infer<typeof policyPlanSchema>;

export const policyVersionSchema = z.object({
  version: count,
  applied_at: instant,
  actor_id: z.string(),
  actor_name: z.string(),
  note: z.string(),
  /** SHA-256 of the text. */
  hash: z.string(),
  summary: policySummarySchema,
  purposes: sectionSummarySchema.nullable(),
  cost_centres: sectionSummarySchema.nullable(),
});
export type PolicyVersionView = z.infer<typeof policyVersionSchema>;

/** A limit as it might be; what is left out stays as it is. */
const whatIfSchema = z.object({
  envelope_id: z.string().min(1).max(60),
  limit: z
    .string()
    .regex(/^\d+(\.\d{1,12})?$/, 'must be a decimal number that is not negative')
    .optional(),
  period: z.enum(envelopePeriods).exclude(['custom']).optional(),
  enforcement: z.enum(enforcements).optional(),
});

export const simulationInputSchema = z.object({
  ...ws,
  /** A policy file to try, by an admin. Without it the envelopes as they are. */
  text: fileText.optional(),
  /** Changed envelopes to try, without a file. */
  what_if: z.array(whatIfSchema).max(100).default([]),
  /**
   * Company days, half-open; without them the last full month. Every envelope begins the range with
   * its whole limit, so a range that begins with a period is the one to ask for.
   */
  from: day.optional(),
  to: day.optional(),
});
export type SimulationInput = z.input<typeof simulationInputSchema>;

const refusalMoment = z.object({ at: instant, cost: decimalString });

/** How many workers; null for readers where the number is under five and would point at persons. */
const workerCount = z.object({ workers: count.nullable(), fewer_than: count.nullable() });

const crossingSchema = z.object({
  threshold: z.number(),
  period_key: z.string(),
  at: instant,
});

export const simulatedEnvelopeSchema = z.object({
  /** Null where the file would make it. */
  envelope_id: z.string().nullable(),
  key: z.string().nullable(),
  name: z.string(),
  path: z.string(),
  kind: z.enum(envelopeKinds),
  limit: decimalString,
  currency: z.string(),
  period: z.enum(envelopePeriods),
  enforcement: z.enum(enforcements),
  /** Calls that it covers, and their cost as it was. */
  calls: count,
  cost: decimalString,
  /** What would have been spent under the policy. */
  admitted_cost: decimalString,
  /** Calls that this envelope itself would have refused, as the first on the way up without room. */
  refused_calls: count,
  refused_cost: decimalString,
  refused_workers: workerCount,
  first_refusal: refusalMoment.nullable(),
  last_refusal: refusalMoment.nullable(),
  /** Company days with at least one refusal. */
  days_refused: count,
  /** Calls that went past the limit and were let through, as soft and record do. */
  over_calls: count,
  over_cost: decimalString,
  /** Highest spent share of the limit in any one period, percent; null when the limit is zero. */
  peak_percent: z.string().nullable(),
  peak_period: z.string().nullable(),
  thresholds_crossed: z.array(crossingSchema),
  /** Thresholds crossed beyond those listed. */
  more_crossings: count,
  /** Workflows that the refusals hit most; named only where five workers or more use them. */
  workflows: z.array(
    z.object({
      workflow: z.string(),
      calls: count,
      refused_calls: count,
      /** Percent of its calls. */
      refused_percent: z.string(),
    }),
  ),
});
export type SimulatedEnvelope = z.infer<typeof simulatedEnvelopeSchema>;

export const simulationSchema = z.object({
  from: day,
  to: day,
  time_zone: z.string(),
  /**
   * `call`: every call was decided on its own, in the order of time. `minute`: the calls of a minute
   * that share worker, team, project and workflow were decided together, since there were too many.
   */
  granularity: z.enum(['call', 'minute']),
  calls: count,
  cost: decimalString,
  refused_calls: count,
  refused_cost: decimalString,
  refused_workers: workerCount,
  first_refusal: refusalMoment.nullable(),
  /** Calls that no envelope covers. */
  uncovered_calls: count,
  uncovered_cost: decimalString,
  /** Calls without a price yet; they count as nothing here. */
  unpriced_calls: count,
  envelopes: z.array(simulatedEnvelopeSchema),
  /** Faults of the file; then nothing was simulated. */
  errors: z.array(policyFaultSchema),
});
export type Simulation = z.infer<typeof simulationSchema>;

const route = (method: 'GET' | 'POST', path: string, summary: string) =>
  oc.route({ method, path: `/api/w/{workspace}/policy${path}` as `/${string}`, summary, tags: ['policy'] });

const version = z.coerce.number().int().min(1);

export const policyContract = {
  validate: route('POST', '/validate', 'Read a policy file and list all its faults')
    .input(z.object({ ...ws, text: fileText }))
    .output(
      z.object({
        valid: z.boolean(),
        errors: z.array(policyFaultSchema),
        envelopes: count,
        /** Null where the file leaves them to the web app. */
        purposes: count.nullable(),
        cost_centres: count.nullable(),
      }),
    ),
  plan: route('POST', '/plan', 'What applying a policy file would change')
    .input(z.object({ ...ws, text: fileText }))
    .output(policyPlanSchema),
  apply: route('POST', '/apply', 'Make a planned policy so; all of it or nothing')
    .input(
      z.object({
        ...ws,
        text: fileText,
        /** From the plan that was looked at; anything else by now is refused as `plan-changed`. */
        fingerprint: z.string().min(1).max(100),
        note: z.string().trim().max(500).default(''),
      }),
    )
    .output(z.object({ version: policyVersionSchema, plan: policyPlanSchema })),
  history: route('GET', '/versions', 'Policy files as they were applied, newest first')
    .input(z.object({ ...ws, ...pageInput }))
    .output(z.object({ versions: z.array(policyVersionSchema), next_cursor: nextCursor })),
  show: route('GET', '/versions/{version}', 'One policy file as it was applied')
    .input(z.object({ ...ws, version }))
    .output(
      z.object({
        version: policyVersionSchema,
        text: z.string(),
        changes: z.array(policyChangeSchema),
        ...sections,
      }),
    ),
  export: route('GET', '/export', 'Envelopes, purposes and cost centres of today as a policy file')
    .input(
      z.object({
        ...ws,
        /** `all` takes in the envelopes of the web app, which applying the file would adopt. */
        scope: z.enum(['file', 'all']).default('all'),
      }),
    )
    .output(z.object({ text: z.string(), envelopes: count })),
  simulate: route('POST', '/simulate', 'What a policy would have done to past usage')
    .input(simulationInputSchema)
    .output(simulationSchema),
};
