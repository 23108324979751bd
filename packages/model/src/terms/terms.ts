import { z } from 'zod';

/**
 * Terms: what a company has agreed on or found out, and no meter tells. Contracts with providers, seats,
 * how long work may wait, and how two models did at the same tasks. Advice is judged by them.
 */
export const termKinds = ['commitment', 'seat', 'wait', 'evaluation'] as const;
export const termKindSchema = z.enum(termKinds);
export type TermKind = z.infer<typeof termKindSchema>;

const named = z.string().trim().min(1).max(120);
const dollars = z
  .string()
  .trim()
  .regex(/^\d{1,15}(\.\d{1,12})?$/, 'write a plain amount of dollars, such as 12000.50');
const day = z.iso.date('write a day as 2026-03-31');
const count = z.coerce.number().int().min(0).max(10_000_000);

/**
 * A commitment to a provider, signed or on offer. `use-or-lose`: an amount at list prices that is paid for
 * at a discount whether it is used or not; 0 on an offer leaves the amount open. `tier`: an amount payable
 * for a discount on all spend; several tiers of one offer have the same name.
 */
export const commitmentTermSchema = z.strictObject({
  name: named,
  provider: named,
  type: z.enum(['use-or-lose', 'tier']),
  state: z.enum(['signed', 'offered']).default('signed'),
  amount: dollars,
  /** Part of list prices that is taken off. */
  discount: z.coerce.number().min(0).max(0.99),
  /** Both days included. */
  from: day,
  to: day,
});
export type CommitmentTerm = z.infer<typeof commitmentTermSchema>;

/** Seats of one tool, as usage names it, and the price of one a month. Never who sits on them. */
export const seatTermSchema = z.strictObject({
  tool: named,
  vendor: z.string().trim().max(120).default(''),
  seats: count,
  price: dollars,
  /** Seats with use within 30 days, as the vendor counts them; usage that is metered counts before it. */
  used: z.preprocess((value) => (value === '' ? undefined : value), count.optional()),
});
export type SeatTerm = z.infer<typeof seatTermSchema>;

/** How long the calls of a workflow may wait. */
export const waitTermSchema = z.strictObject({
  workflow: named,
  hours: z.coerce.number().min(0).max(8760),
});
export type WaitTerm = z.infer<typeof waitTermSchema>;

const passed = z
  .union([z.boolean(), z.string().trim().toLowerCase()])
  .transform(
    (value) => value === true || value === 'true' || value === 'yes' || value === 'pass' || value === '1',
  );

/** One task that both models were given, and whether what each brought was accepted. */
export const pairedRunSchema = z.strictObject({
  workflow: named,
  task_class: z.string().trim().max(120).default(''),
  model: named,
  cheaper_model: named,
  passed,
  cheaper_passed: passed,
  /** What one more failure costs. */
  cost_per_failure: dollars,
});
export type PairedRun = z.infer<typeof pairedRunSchema>;

/** Paired runs of one workflow on two models, counted. */
export const evaluationTermSchema = z.strictObject({
  workflow: named,
  task_class: z.string().max(120),
  model: named,
  cheaper_model: named,
  pairs: count,
  /** Tasks at which the dearer one alone, and the cheaper one alone, was accepted. */
  dearer_only: count,
  cheaper_only: count,
  cost_per_failure: dollars,
});
export type EvaluationTerm = z.infer<typeof evaluationTermSchema>;

/** Everything stated, by kind. */
export interface Terms {
  readonly commitment: readonly CommitmentTerm[];
  readonly seat: readonly SeatTerm[];
  readonly wait: readonly WaitTerm[];
  readonly evaluation: readonly EvaluationTerm[];
}

/** Under which name a term is found and removed, and which of several with that name it is. */
export const termPlace = {
  commitment: ({ name, amount, type, state }: CommitmentTerm) => ({
    name,
    part: type === 'tier' && state === 'offered' ? amount : '',
  }),
  seat: ({ tool }: SeatTerm) => ({ name: tool, part: '' }),
  wait: ({ workflow }: WaitTerm) => ({ name: workflow, part: '' }),
  evaluation: ({ workflow, task_class, model, cheaper_model }: EvaluationTerm) => ({
    name: workflow,
    part: `${task_class}/${model}>${cheaper_model}`,
  }),
} as const;
