import { oc } from '@orpc/contract';
import { z } from 'zod';
import { countString, decimalString, instant, nextCursor, pageInput, workspaceSchema } from './shared.ts';

export const sourceHealthSchema = z.object({
  source: z.string(),
  name: z.string(),
  state: z.enum(['healthy', 'stale', 'failing', 'empty']),
  events: countString,
  tokens: countString,
  newest_event_at: instant.nullable(),
  last_recorded_at: instant.nullable(),
  /** Median delay between the event and our learning of it, over the last 1,000 records. */
  lag_seconds: z.number().nullable(),
  duplicates: countString,
  conflicts: countString,
  quarantined: countString,
  superseded: countString,
  unpriced_requests: countString,
  unattributed_requests: countString,
  missing_output_tokens: countString,
  lower_bound: z.boolean(),
});
export type SourceHealth = z.infer<typeof sourceHealthSchema>;

export const quarantineItemSchema = z.object({
  id: z.string(),
  source: z.string(),
  place: z.string(),
  line: z.number().int().nullable(),
  error: z.string(),
  fix: z.string(),
  excerpt: z.string(),
  kind: z.enum(['reject', 'conflict']),
  seen_at: instant,
  times: z.number().int(),
});
export type QuarantineItem = z.infer<typeof quarantineItemSchema>;

export const importProgressSchema = z.object({
  id: z.string(),
  source: z.string(),
  place: z.string(),
  state: z.enum(['planning', 'reading', 'booking', 'done', 'failed']),
  files: z.number().int(),
  files_done: z.number().int(),
  files_unchanged: z.number().int(),
  bytes: z.number(),
  bytes_done: z.number(),
  requests_added: z.number().int(),
  tokens_added: countString,
  duplicates: z.number().int(),
  quarantined: z.number().int(),
  unpriced_models: z.array(z.string()),
  missing_output_tokens: countString,
  /** What was rightly left out, in sentences, such as other cloud cost in a FOCUS bill. */
  notes: z.array(z.string()).optional(),
  started_at: instant,
  finished_at: instant.nullable(),
  error: z.string().nullable(),
  fix: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

/** Importers that read from a path on the tower’s machine. */
export const importKinds = [
  'claude-code',
  'codex',
  'gemini',
  'copilot',
  'opencode',
  'csv',
  'jsonl',
  'focus',
  'litellm',
  'openrouter',
] as const;
export const importKindSchema = z.enum(importKinds);
export type ImportKind = z.infer<typeof importKindSchema>;

export const sourceContract = {
  list: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/sources', summary: 'Health of every source' })
    .input(z.object({ workspace: workspaceSchema }))
    .output(z.array(sourceHealthSchema)),
  quarantine: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/quarantine',
      summary: 'Records that could not be taken in',
    })
    .input(z.object({ workspace: workspaceSchema, source: z.string().optional(), ...pageInput }))
    .output(
      z.object({ items: z.array(quarantineItemSchema), total: z.number().int(), next_cursor: nextCursor }),
    ),
  replay: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/quarantine/replay',
      summary: 'Try quarantined records again',
    })
    .input(z.object({ workspace: workspaceSchema, ids: z.array(z.string()).max(1000).optional() }))
    .output(z.object({ taken: z.number().int(), still_rejected: z.number().int() })),
  dismiss: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/quarantine/dismiss',
      summary: 'Set quarantined records aside for good',
    })
    .input(z.object({ workspace: workspaceSchema, ids: z.array(z.string()).max(1000) }))
    .output(z.object({ dismissed: z.number().int() })),
  discover: oc
    .route({
      method: 'GET',
      path: '/api/imports/discover',
      summary: 'Coding-agent logs found on this machine',
    })
    .output(
      z.array(
        z.object({ kind: importKindSchema, path: z.string(), files: z.number().int(), bytes: z.number() }),
      ),
    ),
  startImport: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/imports',
      summary: 'Import files from a path on the tower’s machine',
    })
    .input(
      z.object({
        workspace: workspaceSchema,
        kind: importKindSchema,
        path: z.string().max(4096).optional(),
        /** Column mapping for csv and jsonl: journal column → file column, or "=constant". */
        mapping: z.record(z.string(), z.string()).optional(),
      }),
    )
    .output(importProgressSchema),
  importProgress: oc
    .route({ method: 'GET', path: '/api/w/{workspace}/imports/{id}', summary: 'Progress of one import' })
    .input(z.object({ workspace: workspaceSchema, id: z.string() }))
    .output(importProgressSchema),
  unpriced: oc
    .route({
      method: 'GET',
      path: '/api/w/{workspace}/unpriced',
      summary: 'Models without a price, and what stands in suspense',
    })
    .input(z.object({ workspace: workspaceSchema }))
    .output(
      z.array(
        z.object({
          provider: z.string(),
          model: z.string(),
          service_tier: z.string(),
          requests: countString,
          tokens: countString,
          suspense: decimalString,
          first_seen_at: instant,
          last_seen_at: instant,
          /** The one command that prices it and re-rates what is in suspense. */
          command: z.string(),
        }),
      ),
    ),
};
