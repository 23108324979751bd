import { z } from 'zod';
import { purposes } from '../ledger/ledger.ts';

/**
 * The part of a policy file that says what usage was for and who is charged. Each section, where it is
 * given, is the whole set; where it is left out, the set is kept in the web app.
 */

const text = (description: string) => z.string().trim().min(1, 'it is empty').max(500).meta({ description });
const glob = (what: string) => text(`${what}: exact, or with * as wildcard`).optional();
const teamName = text('Path, external id or id of a team');

const validity = {
  valid_from: z.iso.date().meta({ description: 'First company day on which it holds' }).optional(),
  valid_to: z.iso.date().meta({ description: 'The first company day on which it holds no more' }).optional(),
};

export const policyRuleMatchSchema = z
  .strictObject({
    teams: z
      .array(teamName)
      .max(100)
      .meta({ description: 'One of these teams, or a team below one of them' })
      .optional(),
    project: glob('Project'),
    repo: glob('Repository'),
    workflow: glob('Workflow'),
    agent: glob('Agent'),
    service: glob('Service'),
    tool: glob('Tool'),
    provider: glob('Provider'),
    cost_centre_claim: glob('Cost centre that the source claims'),
  })
  .meta({ description: 'What usage must be: every condition that is given; without any, all usage' });

export const policyRuleSchema = z
  .strictObject({
    key: z
      .string()
      .trim()
      .min(1, 'it is empty')
      .max(80)
      .meta({ description: 'Names the rule for ever, unique among the rules' }),
    match: policyRuleMatchSchema.optional(),
    purpose: z.enum(purposes).meta({ description: 'What usage is for where the rule holds' }),
    ...validity,
    note: text('Why, for whoever reads the rules').optional(),
  })
  .meta({ id: 'purpose_rule', description: 'Rules are tried in order; the first that holds decides' });

export const policyCostCentreSchema = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, 'no key; write small letters, digits, dots and dashes')
      .meta({ description: 'Its name in the books, such as cc-140' }),
    name: z.string().trim().min(1, 'it is empty').max(200).meta({ description: 'What people call it' }),
    teams: z
      .array(teamName)
      .max(500)
      .meta({ description: 'Teams charged to it, with those below; the nearest team up the tree decides' })
      .optional(),
    claims: z
      .array(text('A name under which sources claim it'))
      .max(100)
      .meta({ description: 'Names under which sources claim it, besides its key' })
      .optional(),
    default: z
      .boolean()
      .meta({ description: 'true charges it with what belongs nowhere else; one at most' })
      .optional(),
    ...validity,
  })
  .meta({ id: 'cost_centre', description: 'A place to which cost is charged' });

/** The sections, each optional: what is left out is kept in the web app. */
export const policyChargingSections = {
  purposes: z
    .array(policyRuleSchema)
    .max(500)
    .meta({ description: 'Rules that give usage its purpose, in order; all of them' })
    .optional(),
  cost_centres: z
    .array(policyCostCentreSchema)
    .max(2_000)
    .meta({ description: 'Cost centres and whom they cover; all of them' })
    .optional(),
};

export type PolicyFileRule = z.infer<typeof policyRuleSchema>;
export type PolicyFileCostCentre = z.infer<typeof policyCostCentreSchema>;
