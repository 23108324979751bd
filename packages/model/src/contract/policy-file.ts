import { z } from 'zod';
import { enforcements, envelopeKinds, envelopePeriods } from '../envelope/envelope.ts';
import { policyChargingSections } from './policy-charging.ts';

export * from './policy-charging.ts';

/**
 * The policy file: envelopes, purposes and cost centres of a company as one text that can be reviewed,
 * kept under version control and applied. This schema is its validator and its JSON Schema; what crosses several fields
 * (unique keys, a limit where the envelope is open) is checked by the reader of the file.
 */

/** Amounts as people write them; `$` is USD, a code may stand before or behind. */
export const amountPattern =
  /^(?:\$|[A-Z]{3} )?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,12})?(?: [A-Z]{3})?$/;

const notAnAmount = 'not an amount that can be given';

const amount = (description: string) =>
  z
    .union([z.string().regex(amountPattern, notAnAmount), z.number().min(0)], { error: notAnAmount })
    .meta({ description, examples: ['$2,000', '2000.50 USD'] });

const text = (description: string) => z.string().trim().min(1, 'it is empty').max(500).meta({ description });

const thresholds = z
  .array(z.number().min(1).max(1000))
  .max(10)
  .meta({
    description: 'Percents of the limit at which people are told, ascending',
    examples: [[50, 80, 95]],
  });

const period = z
  .enum(envelopePeriods)
  .meta({ description: 'How long the limit holds before it starts anew' });
const enforcement = z.enum(enforcements).meta({
  description: 'hard refuses what does not fit; soft admits and warns; record only keeps the score',
});

const rollover = z
  .strictObject({
    percent: z
      .number()
      .int()
      .min(0)
      .max(100)
      .meta({ description: 'Share of what is left that goes over, 0–100' }),
    cap: amount('At most this much goes over').optional(),
  })
  .meta({ description: 'What of an unspent balance goes over into the next period, once' });

/** Keys are for ever: they tell the file's envelopes apart when names, parents and limits change. */
export const policyKeyPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const policyEnvelopeSchema = z
  .strictObject({
    key: z
      .string()
      .regex(policyKeyPattern, 'no key; write small letters, digits, dot, dash, underscore')
      .meta({ description: 'Names the envelope for ever, unique in the file; everything else may change' }),
    name: text('What people call it'),
    kind: z.enum(envelopeKinds),
    covers: text(
      'team: its path, external id or id; person or agent: an e-mail, external id or id; project: its name; agent_family: the family. Nothing for the company',
    ).optional(),
    limit: amount('Per period. Required unless the envelope is closed or released').optional(),
    period: period.optional(),
    starts_on: z.iso.date().meta({ description: 'First day; for period custom' }).optional(),
    ends_on: z.iso.date().meta({ description: 'The day after the last; for period custom' }).optional(),
    enforcement: enforcement.optional(),
    thresholds: thresholds.optional(),
    rollover: rollover.optional(),
    overdraft: amount('How far a call that already runs may go past the limit').optional(),
    owner: text('Who answers for it: an e-mail, external id or id of a worker').optional(),
    adopt: text('Id of an envelope of the web app that this file takes over').optional(),
    under: text('Id of an envelope of the web app that this one stands under; top level only').optional(),
    closed: z
      .boolean()
      .meta({
        description: 'true closes the envelope: what is left goes back, what is spent stays in the books',
      })
      .optional(),
    release: z
      .boolean()
      .meta({
        description: 'true hands the envelope back to the web app as it stands; then the entry may go',
      })
      .optional(),
    get children(): z.ZodOptional<z.ZodArray<typeof policyEnvelopeSchema>> {
      return z.array(policyEnvelopeSchema).optional();
    },
  })
  .meta({ id: 'envelope', description: 'Limits the spend of what it covers, inside the limits above it' });

export const allocations = ['over_commit', 'strict'] as const;
/**
 * Whether the limits of children may together pass the limit of their parent. Under `strict` they may
 * not; under `over_commit` the parent stops them when they do.
 */
export type Allocation = (typeof allocations)[number];

export const policyFileSchema = z.strictObject({
  version: z.literal(1).meta({ description: 'Version of this format' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters of ISO 4217, such as USD')
    .meta({ description: 'Of every amount; USD when left out' })
    .optional(),
  defaults: z
    .strictObject({
      period: period.optional(),
      enforcement: enforcement.optional(),
      thresholds: thresholds.optional(),
      overdraft: amount('Bounded overdraft of every envelope that names none').optional(),
      allocation: z
        .enum(allocations)
        .meta({ description: 'strict: limits of children add up to at most their parent’s' })
        .optional(),
    })
    .meta({ description: 'Holds for every envelope that does not say otherwise' })
    .optional(),
  envelopes: z.array(policyEnvelopeSchema).meta({ description: 'The tree, from the top' }),
  ...policyChargingSections,
});

/** A policy file as written, before anything is filled in. */
export type PolicyFile = z.infer<typeof policyFileSchema>;
export type PolicyFileEnvelope = z.infer<typeof policyEnvelopeSchema>;

/** Where the server gives the JSON Schema to editors. */
export const policySchemaPath = '/schema/policy.json';

/** The JSON Schema of the policy file, in the draft that the YAML plug-ins of editors know best. */
export function policyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(policyFileSchema, { io: 'input', target: 'draft-7' });
  return { $schema, title: 'Exchequer spend policy', ...schema };
}
