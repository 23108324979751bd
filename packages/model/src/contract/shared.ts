import { z } from 'zod';

/** Workspace names. `sample` holds the simulated company and never mixes with `live`. */
export const workspaceSchema = z.enum(['live', 'sample']);
export type Workspace = z.infer<typeof workspaceSchema>;

/** Exact decimal amount as a string, such as "29.03206135". */
export const decimalString = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Whole count as a decimal string, since token sums pass 2⁵³. */
export const countString = z.string().regex(/^-?\d+$/);

/** Instant, ISO 8601 in UTC. */
export const instant = z.iso.datetime({ offset: true });

/** One page of a list: pass `next_cursor` back as `cursor` for the next one. */
export const pageInput = {
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
export const nextCursor = z.string().nullable();
