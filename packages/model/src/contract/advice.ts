import { oc } from '@orpc/contract';
import { z } from 'zod';
import { decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const reason = z.string().trim().min(1).max(500);
const at = (rest: string): `/${string}` => `/api/w/{workspace}/${rest}`;
const route = (method: 'GET' | 'POST', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

/**
 * `gone`: a later round no longer found it. `expired`: no round could confirm it for so long that it
 * must not be acted on. `undone`: applied and taken back.
 */
export const adviceStates = [
  'open',
  'assigned',
  'snoozed',
  'dismissed',
  'applied',
  'undone',
  'expired',
  'gone',
] as const;
export const adviceStateSchema = z.enum(adviceStates);
export type AdviceState = z.infer<typeof adviceStateSchema>;

export const adviceConfidenceSchema = z.enum(['high', 'medium', 'low']);
export const adviceOwnerSchema = z.enum(['finance', 'engineering', 'platform', 'people', 'person']);

/** An amount in dollars as an 80 % interval. */
const span = z.object({ low: decimalString, likely: decimalString, high: decimalString });

export const adviceGainSchema = span.extend({ level: z.number(), per: z.enum(['month', 'once']) });

/** What an applied recommendation brought a month, against what would have been without it. */
export const realisedSchema = z.object({
  as_of: instant,
  /** `cannot-tell`: neither others of its kind nor its own course can say; `says` has what is missing. */
  method: z.enum(['holdout', 'interrupted-series', 'cannot-tell']),
  verdict: z.enum(['gain', 'no-effect-seen', 'harm', 'cannot-tell']),
  promised: span,
  /** Negative is a loss. */
  realised: span.nullable(),
  says: z.string(),
});
export type AdviceRealised = z.infer<typeof realisedSchema>;

const change = z.object({ what: z.string(), before: z.string(), after: z.string() });

/** What was carried out. */
export const appliedActionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['applying', 'applied', 'undoing', 'undone', 'failed']),
  by: z.string(),
  applied_at: instant.nullable(),
  undone_at: instant.nullable(),
  undone_by: z.string().nullable(),
  changes: z.array(change),
});

export const adviceActionSchema = z.object({
  kind: z.enum(['hold-agent', 'envelope-limit', 'grant-rollover', 'gateway-rule', 'price-row', 'task']),
  /** What it asks of whoever applies it. */
  asks: z.enum(['nothing', 'amount']),
  /** What a button that applies it says. */
  verb: z.string(),
});

export const recommendationSchema = z.object({
  id: z.string(),
  rule: z.number().int(),
  key: z.string(),
  state: adviceStateSchema,
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  /** Shown to that person alone. */
  own: z.boolean(),
  /** What is, how much, what to do. */
  claim: z.string(),
  /** The claim and what it is likely to bring. */
  says: z.string(),
  trigger: z.string(),
  gain: adviceGainSchema,
  /** How the interval follows. */
  basis: z.string(),
  confidence: adviceConfidenceSchema,
  owner: adviceOwnerSchema,
  effort: z.number().int(),
  action: adviceActionSchema,
  undo: z.string(),
  evidence: z.array(
    z.object({
      label: z.string(),
      value: z.string(),
      unit: z.string(),
      /** Path below `/w/<workspace>` with its search. */
      to: z.string(),
    }),
  ),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
  snoozed_until: instant.nullable(),
  first_seen: instant,
  last_seen: instant,
  state_at: instant,
  expires_at: instant,
  applied: appliedActionSchema.nullable(),
  realised: realisedSchema.nullable(),
});
export type RecommendationView = z.infer<typeof recommendationSchema>;

export const adviceEventSchema = z.object({
  what: z.string(),
  at: instant,
  by: z.string(),
  reason: z.string(),
});

export const recommendationDetailSchema = recommendationSchema.extend({
  /** What applying it would change now; null where it cannot be applied, and `refusal` says why. */
  plan: z.array(change).nullable(),
  refusal: z.object({ detail: z.string(), fix: z.string() }).nullable(),
  /** What the caller may do with it now. */
  may: z.array(z.enum(['apply', 'finish', 'undo', 'assign', 'snooze', 'dismiss'])),
  events: z.array(adviceEventSchema),
});
export type RecommendationDetail = z.infer<typeof recommendationDetailSchema>;

export const adviceRuleSchema = z.object({
  number: z.number().int(),
  key: z.string(),
  name: z.string(),
  trigger: z.string(),
  action: z.string(),
  formula: z.string(),
  undo: z.string(),
  confidence: adviceConfidenceSchema,
  owner: adviceOwnerSchema,
  effort: z.number().int(),
  /** Whether it has something open, was judged and finds nothing, lacks an input, or was not judged yet. */
  state: z.enum(['speaks', 'silent', 'needs', 'not-judged']),
  /** What it waits for, where the last round could not judge it. */
  cannot_tell: z.object({ needs: z.string(), to: z.string() }).nullable(),
  /** Open ones in the inbox. */
  open: z.number().int(),
  /** Realised for each dollar promised, from those that were measured; null without any. */
  record: z
    .object({ measured: z.number().int(), factor: z.number(), low: z.number(), high: z.number() })
    .nullable(),
});
export type AdviceRule = z.infer<typeof adviceRuleSchema>;

const one = z.object({ ...ws, id });

export const adviceContract = {
  list: route('GET', 'recommendations', 'What to do: the surest gain for the least effort first')
    .input(
      z.object({
        ...ws,
        /** One state, or `inbox`: open and assigned, or `all`. */
        state: z.union([adviceStateSchema, z.enum(['inbox', 'all'])]).default('inbox'),
        rule: z.coerce.number().int().optional(),
        owner: adviceOwnerSchema.optional(),
        assignee: z.string().max(80).optional(),
        subject_kind: z.string().max(40).optional(),
        subject_id: z.string().max(300).optional(),
        about: z.enum(['everything', 'me']).default('everything'),
        ...pageInput,
      }),
    )
    .output(
      z.object({
        recommendations: z.array(recommendationSchema),
        next_cursor: nextCursor,
        /** When the rules were judged last; null before the first time. */
        judged_at: instant.nullable(),
        cannot_tell: z.number().int(),
      }),
    ),
  show: route('GET', 'recommendations/{id}', 'One recommendation with its evidence, its plan and its history')
    .input(one)
    .output(recommendationDetailSchema),
  apply: route('POST', 'recommendations/{id}/apply', 'Carry it out; asked again it answers as the first time')
    .input(
      one.extend({
        /** Where the action asks for an amount or a price per token, in dollars. */
        amount: decimalString.optional(),
      }),
    )
    .output(recommendationDetailSchema),
  undo: route(
    'POST',
    'recommendations/{id}/undo',
    'Restore exactly what was before; refused when it was changed since',
  )
    .input(one)
    .output(recommendationDetailSchema),
  assign: route('POST', 'recommendations/{id}/assign', 'Give it to a person who sees to it')
    .input(one.extend({ worker_id: id }))
    .output(recommendationDetailSchema),
  snooze: route(
    'POST',
    'recommendations/{id}/snooze',
    'Put it off; it comes back sooner when its amount doubles',
  )
    .input(
      one.extend({
        days: z.number().int().min(1).max(365).default(14),
        reason: z.string().trim().max(500).default(''),
      }),
    )
    .output(recommendationDetailSchema),
  dismiss: route('POST', 'recommendations/{id}/dismiss', 'Set it aside unless its amount doubles')
    .input(one.extend({ reason }))
    .output(recommendationDetailSchema),
  run: route('POST', 'recommendations/run', 'Judge all rules now')
    .input(z.object(ws))
    .output(
      z.object({
        found: z.number().int(),
        new: z.number().int(),
        gone: z.number().int(),
        cannot_tell: z.number().int(),
      }),
    ),
  rules: route('GET', 'recommendation-rules', 'The rules, what each waits for, and how far its promises held')
    .input(z.object(ws))
    .output(
      z.object({
        rules: z.array(adviceRuleSchema),
        /** When the rules were judged last; null before the first time. */
        judged_at: instant.nullable(),
      }),
    ),
};
