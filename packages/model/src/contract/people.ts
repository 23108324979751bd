import { oc } from '@orpc/contract';
import { z } from 'zod';
import { identityKinds } from '../usage/normalised.ts';
import { countString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

export const workerKindSchema = z.enum(['person', 'agent']);
export const identityKindSchema = z.enum(identityKinds);

/** A validity: local dates of the company, half-open (`to` is exclusive), null is open. */
const validity = { valid_from: z.iso.date().nullable(), valid_to: z.iso.date().nullable() };
const validityInput = {
  valid_from: z.iso.date().nullable().default(null),
  valid_to: z.iso.date().nullable().default(null),
};

export const membershipSchema = z.object({
  team_id: z.string(),
  team_name: z.string(),
  ...validity,
});

export const workerSchema = z.object({
  id: z.string(),
  kind: workerKindSchema,
  name: z.string(),
  /** The company's own number or key of the worker; empty when it has none. */
  external_id: z.string(),
  /** Agents alone: the person who answers for it, and its family such as `nightly-refactor`. */
  owner_id: z.string().nullable(),
  family: z.string(),
  active_from: z.iso.date().nullable(),
  active_to: z.iso.date().nullable(),
  memberships: z.array(membershipSchema),
});
export type Worker = z.infer<typeof workerSchema>;

export const teamSchema = z.object({
  id: z.string(),
  name: z.string(),
  external_id: z.string(),
  parent_id: z.string().nullable(),
  /** Names from the root down to the team, such as `Engineering / Platform`. */
  path: z.string(),
  ...validity,
  /** Workers who are members today. */
  members: z.number().int(),
});
export type Team = z.infer<typeof teamSchema>;

export const identitySchema = z.object({
  id: z.string(),
  kind: identityKindSchema,
  value: z.string(),
  worker_id: z.string(),
  worker_name: z.string(),
  ...validity,
});
export type Identity = z.infer<typeof identitySchema>;

/** What re-attribution did in the journal, as amendments. Counts are of events. */
export const rebookSchema = z.object({ amended: z.number().int() });

/** One line of an import's plan. */
export const peopleChangeSchema = z.object({
  row: z.number().int(),
  action: z.enum(['add', 'change', 'same']),
  subject: z.enum(['team', 'worker', 'membership', 'identity']),
  name: z.string(),
  detail: z.string(),
});
export type PeopleChange = z.infer<typeof peopleChangeSchema>;

export const peopleRowErrorSchema = z.object({
  /** 1-based line of the file. */
  row: z.number().int(),
  column: z.string(),
  error: z.string(),
  fix: z.string(),
});
export type PeopleRowError = z.infer<typeof peopleRowErrorSchema>;

export const peopleImportResultSchema = z.object({
  dry_run: z.boolean(),
  /** False when any row has an error: then nothing was written. */
  applied: z.boolean(),
  changes: z.array(peopleChangeSchema),
  errors: z.array(peopleRowErrorSchema),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rebooked: rebookSchema.nullable(),
});
export type PeopleImportResult = z.infer<typeof peopleImportResultSchema>;

export const proposalSchema = z.object({
  worker_id: z.string(),
  worker_name: z.string(),
  /** Why the worker is proposed, in one sentence. */
  reason: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
});
export type Proposal = z.infer<typeof proposalSchema>;

export const unattributedItemSchema = z.object({
  /** Empty when the source names nobody; then `hint` says where the usage came from. */
  identity_kind: z.string(),
  identity: z.string(),
  hint: z.string(),
  tools: z.array(z.string()),
  requests: countString,
  tokens: countString,
  first_seen_at: instant,
  last_seen_at: instant,
  proposals: z.array(proposalSchema),
  /** The command that settles it. */
  command: z.string(),
});
export type UnattributedItem = z.infer<typeof unattributedItemSchema>;

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(60);
const name = z.string().trim().min(1).max(200);
const externalId = z.string().trim().max(100);

const workers = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/workers', summary: 'Persons and agents' })
    .input(
      z.object({
        ...ws,
        kind: workerKindSchema.optional(),
        team_id: id.optional(),
        search: z.string().max(100).default(''),
        ...pageInput,
      }),
    )
    .output(z.object({ workers: z.array(workerSchema), total: z.number().int(), next_cursor: nextCursor })),
  put: oc
    .route({
      method: 'PUT',
      path: '/api/w/{workspace}/workers',
      summary: 'Add a worker, or change one by its id',
    })
    .input(
      z.object({
        ...ws,
        id: id.optional(),
        kind: workerKindSchema,
        name,
        external_id: externalId.default(''),
        owner_id: id.nullable().default(null),
        family: z.string().trim().max(200).default(''),
        active_from: z.iso.date().nullable().default(null),
        active_to: z.iso.date().nullable().default(null),
        /** The whole history of memberships, when given; left out, it stays as it is. */
        memberships: z
          .array(z.object({ team_id: id, ...validityInput }))
          .max(100)
          .optional(),
      }),
    )
    .output(z.object({ worker: workerSchema, rebooked: rebookSchema.nullable() })),
};

const teams = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/teams', summary: 'The tree of teams' })
    .input(z.object({ ...ws }))
    .output(z.array(teamSchema)),
  put: oc
    .route({
      method: 'PUT',
      path: '/api/w/{workspace}/teams',
      summary: 'Add a team, or change one by its id',
    })
    .input(
      z.object({
        ...ws,
        id: id.optional(),
        name,
        external_id: externalId.default(''),
        parent_id: id.nullable().default(null),
        ...validityInput,
      }),
    )
    .output(teamSchema),
};

const identities = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/identities', summary: 'Identities mapped to workers' })
    .input(
      z.object({ ...ws, worker_id: id.optional(), search: z.string().max(200).default(''), ...pageInput }),
    )
    .output(z.object({ identities: z.array(identitySchema), next_cursor: nextCursor })),
  map: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/identities',
      summary: 'Map an identity to a worker; its past usage is re-attributed as amendments',
    })
    .input(
      z.object({
        ...ws,
        kind: identityKindSchema,
        value: z.string().trim().min(1).max(500),
        worker_id: id,
        ...validityInput,
      }),
    )
    .output(z.object({ identity: identitySchema, rebooked: rebookSchema })),
  unmap: oc
    .route({
      method: 'DELETE',
      path: '/api/w/{workspace}/identities/{id}',
      summary: 'Take a mapping back; its usage becomes unattributed as amendments',
    })
    .input(z.object({ ...ws, id }))
    .output(z.object({ rebooked: rebookSchema })),
};

export const peopleContract = {
  workers,
  teams,
  identities,
  import: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/people/import',
      summary: 'Import workers, teams and identities from CSV or YAML; all rows or none',
    })
    .input(
      z.object({
        ...ws,
        format: z.enum(['csv', 'yaml']),
        text: z.string().max(20_000_000),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(peopleImportResultSchema),
  unattributed: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/unattributed',
      summary: 'Usage without a worker, most tokens first, with proposed matches',
    })
    .input(z.object({ ...ws, limit: z.coerce.number().int().min(1).max(500).default(100) }))
    .output(z.array(unattributedItemSchema)),
};
