import { oc } from '@orpc/contract';
import { z } from 'zod';
import { identityKinds } from '../usage/normalised.ts';
import { commitContract } from './commit.ts';
import { currencyRateContract } from './currency-rate.ts';
import { rangeSchema } from './metric.ts';
import { outcomeSourceContract } from './outcome-source.ts';
import { countString, decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const workKeyText = z.string().min(3).max(600);
const at = (rest: string): `/${string}` => `/api/w/{workspace}/${rest}`;
const route = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

/** One outcome of POST /v1/outcomes, of a CSV row, and the data of a CloudEvent `outcome.<kind>`. */
export const nativeOutcomeSchema = z.strictObject({
  id: z.string().min(1).max(300).meta({ description: 'what happened; the same id again says it anew' }),
  occurred_at: instant,
  version_at: instant.optional().meta({ description: 'of records under one id the latest stands' }),
  kind: z.string().min(3).max(80).meta({ description: 'such as ticket.resolved or custom.report-filed' }),
  work_key: workKeyText.meta({ description: 'such as ticket:abc-12 or pull_request:github.com/acme/api#7' }),
  session_id: z.string().max(300).optional().meta({ description: 'session that worked on it' }),
  repo: z.string().max(300).optional(),
  branch: z.string().max(300).optional(),
  workflow: z.string().max(300).optional(),
  agent: z.string().max(300).optional(),
  handled_by: z.enum(['ai', 'human', 'both']).optional(),
  service: z.string().max(300).optional(),
  customer: z.string().max(300).optional(),
  workers: z
    .array(z.strictObject({ kind: z.enum(identityKinds), id: z.string().min(1).max(300) }))
    .max(50)
    .default([]),
  value: decimalString.max(40).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  quality: z.number().min(0).max(100).optional().meta({ description: 'satisfaction, 0 to 100' }),
  lead_seconds: z.number().int().min(0).max(3_200_000_000).optional(),
  wait_seconds: z.number().int().min(0).max(3_200_000_000).optional(),
  restore_seconds: z.number().int().min(0).max(3_200_000_000).optional(),
  stated_cost: decimalString.max(40).optional(),
  withdrawn: z.boolean().default(false).meta({ description: 'it never happened after all' }),
});
export type NativeOutcome = z.infer<typeof nativeOutcomeSchema>;

export const outcomeViewSchema = z.object({
  id: z.string(),
  occurred_at: instant,
  recorded_at: instant,
  source: z.string(),
  kind: z.string(),
  kind_name: z.string(),
  work_key: z.string(),
  team: z.string().nullable(),
  handled_by: z.string(),
  state: z.enum(['accepted', 'provisional', 'reversed', 'not-counted', 'signal']),
  value: decimalString.nullable(),
  currency: z.string(),
  quality: z.number().nullable(),
  linked: z.boolean(),
});
export type OutcomeView = z.infer<typeof outcomeViewSchema>;

export const linkViewSchema = z.object({
  from: z.string(),
  to: z.string(),
  rule: z.string(),
  rule_name: z.string(),
  confidence: z.number().min(0).max(1),
  evidence: z.string(),
  manual: z.boolean(),
  revoked: z.boolean(),
});

/** A work item with the usage that reached it: the join, item by item. */
export const workItemSchema = z.object({
  work_key: z.string(),
  kind: z.string(),
  cost: decimalString,
  tokens: countString,
  requests: countString,
  sessions: countString,
  /** On the main line: by ticket key, by a session’s own commits, and by any rule. */
  commits: z.object({
    by_key: z.array(z.string()),
    by_session: z.array(z.string()),
    any: z.array(z.string()),
  }),
  outcomes: z.array(outcomeViewSchema),
  weakest_rule: z.string().nullable(),
  /** Why its figures may be too low, such as a session whose own record is missing. */
  incomplete: z.array(z.string()),
});
export type WorkItem = z.infer<typeof workItemSchema>;

export const coverageSchema = z.object({
  range: rangeSchema,
  cost: decimalString,
  linked_cost: decimalString,
  unlinked_cost: decimalString,
  /** Share of spend that reached an accepted outcome; null without spend. */
  linked_share: decimalString.nullable(),
  by_rule: z.array(z.object({ rule: z.string(), name: z.string(), cost: decimalString })),
  /** Outcomes that no usage reached, and outcomes that name no known worker. */
  outcomes: countString,
  outcomes_without_usage: countString,
  outcomes_without_worker: countString,
  incomplete: z.array(z.string()),
});
export type Coverage = z.infer<typeof coverageSchema>;

export const outcomeRuleSchema = z.object({
  kind: z.string(),
  name: z.string(),
  reversal_days: z.number().int().min(0).max(365),
  human_minutes: z.number().int().min(0),
  human_minutes_plus_minus: z.number().int().min(0),
  measured_by: z.string().max(300),
  value_usd: decimalString.nullable(),
});

export const takenSchema = z.object({
  dry_run: z.boolean(),
  added: z.number().int(),
  amended: z.number().int(),
  duplicates: z.number().int(),
  links: z.number().int(),
  rejected: z.array(z.object({ row: z.number().int(), error: z.string(), fix: z.string() })),
});

export const outcomeContract = {
  sources: outcomeSourceContract,
  rates: currencyRateContract,
  ...commitContract,
  list: route('POST', 'outcomes/list', 'Outcomes, newest first')
    .input(
      z.object({
        ...ws,
        range: rangeSchema,
        kind: z.string().max(80).optional(),
        work_key: workKeyText.optional(),
        ...pageInput,
      }),
    )
    .output(z.object({ outcomes: z.array(outcomeViewSchema), next_cursor: nextCursor })),
  import: route('POST', 'outcomes/import', 'Take outcomes in from a file; all rows or none')
    .input(
      z.object({
        ...ws,
        format: z.enum(['csv', 'jsonl']),
        text: z.string().max(50_000_000),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(takenSchema),
  works: route('POST', 'work-items', 'Work items with the usage that reached them, dearest first')
    .input(
      z.object({
        ...ws,
        range: rangeSchema,
        kind: z.enum(['ticket', 'branch', 'pull_request', 'workflow', 'commit']).default('ticket'),
        search: z.string().max(200).default(''),
        ...pageInput,
      }),
    )
    .output(z.object({ items: z.array(workItemSchema), next_cursor: nextCursor })),
  work: route('GET', 'work-items/item', 'One work item with its links')
    .input(z.object({ ...ws, work_key: workKeyText }))
    .output(workItemSchema.extend({ links: z.array(linkViewSchema) })),
  coverage: route('POST', 'outcomes/coverage', 'How much of spend reached outcomes, and by which rules')
    .input(z.object({ ...ws, range: rangeSchema }))
    .output(coverageSchema),
  setLink: route('PUT', 'links', 'Link two work items by hand, or say that they do not belong together')
    .input(
      z.object({
        ...ws,
        from: workKeyText,
        to: workKeyText,
        revoked: z.boolean().default(false),
        reason: z.string().trim().min(1).max(500),
      }),
    )
    .output(linkViewSchema),
  rules: route('GET', 'outcome-rules', 'Reversal windows, human minutes and values per kind')
    .input(z.object(ws))
    .output(z.array(outcomeRuleSchema)),
  setRule: route('PUT', 'outcome-rules/{kind}', 'Change them for one kind; what was judged is judged anew')
    .input(outcomeRuleSchema.omit({ name: true }).extend(ws))
    .output(outcomeRuleSchema),
};
