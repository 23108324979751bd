import { oc } from '@orpc/contract';
import { z } from 'zod';
import {
  commitmentTermSchema,
  evaluationTermSchema,
  seatTermSchema,
  termKindSchema,
  waitTermSchema,
} from '../terms/terms.ts';
import { workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const at = (rest: string): `/${string}` => `/api/w/{workspace}/terms${rest}`;

export const termsSchema = z.object({
  commitment: z.array(commitmentTermSchema),
  seat: z.array(seatTermSchema),
  wait: z.array(waitTermSchema),
  evaluation: z.array(evaluationTermSchema),
});

/** What a company states of its contracts, seats, waits and trials of models; advice is judged by it. */
export const termsContract = {
  list: oc
    .route({ method: 'GET', path: at(''), summary: 'Commitments, seats, waits and trials, as stated' })
    .input(z.object(ws))
    .output(termsSchema),
  state: oc
    .route({
      method: 'POST',
      path: at('/{kind}'),
      summary: 'State terms from CSV or a YAML list; all rows or none, and a name anew replaces it',
    })
    .input(
      z.object({
        ...ws,
        kind: termKindSchema,
        text: z.string().max(20_000_000),
        dry_run: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        dry_run: z.boolean(),
        taken: z.number().int(),
        rejected: z.array(z.object({ row: z.number().int(), error: z.string(), fix: z.string() })),
      }),
    ),
  remove: oc
    .route({ method: 'DELETE', path: at('/{kind}/{name}'), summary: 'Remove everything stated of a name' })
    .input(z.object({ ...ws, kind: termKindSchema, name: z.string().min(1).max(120) }))
    .output(z.object({ removed: z.number().int() })),
};
