import { oc } from '@orpc/contract';
import { z } from 'zod';
import { longestBreakGlassHours } from '../privacy/privacy.ts';
import { mySpendSchema } from './me.ts';
import { instant, workspaceSchema } from './shared.ts';

const ws = { workspace: workspaceSchema };
const id = z.string().min(1).max(80);
const at = (rest: string): `/${string}` => `/api/w/{workspace}/privacy/${rest}`;
const route = (method: 'GET' | 'POST', rest: string, summary: string) =>
  oc.route({ method, path: at(rest), summary });

export const breakGlassSchema = z.object({
  id: z.string(),
  worker_id: z.string(),
  worker_name: z.string(),
  purpose: z.string(),
  /** For how long it is asked to be open, once somebody has agreed. */
  hours: z.number().int(),
  requested_by: z.string(),
  requested_at: instant,
  approved_by: z.string().nullable(),
  opens_until: instant.nullable(),
  state: z.enum(['requested', 'open', 'refused', 'ended']),
  /** What the caller may do with it now. */
  may: z.array(z.enum(['decide', 'look', 'end'])),
});
export type BreakGlassView = z.infer<typeof breakGlassSchema>;

/** One reading of something about a person, as that person may read it. */
export const accessEntrySchema = z.object({
  at: instant,
  who: z.string(),
  what: z.string(),
  purpose: z.string(),
});

export const privacyContract = {
  rules: route('GET', 'rules', 'What may be shown about persons together')
    .input(z.object(ws))
    .output(
      z.object({
        fewest_persons: z.number().int(),
        largest_share_percent: z.number().int(),
        says: z.array(z.string()),
      }),
    ),
  accesses: route('GET', 'accesses', 'Who has read something about me, and for what')
    .input(z.object(ws))
    .output(z.array(accessEntrySchema)),
  requests: route('GET', 'break-glass', 'Requests to open what stands about one person')
    .input(z.object(ws))
    .output(z.array(breakGlassSchema)),
  request: route('POST', 'break-glass', 'Ask to open it; somebody else has to agree')
    .input(
      z.object({
        ...ws,
        worker_id: id,
        purpose: z.string().trim().min(10).max(500),
        hours: z.number().int().min(1).max(longestBreakGlassHours).default(longestBreakGlassHours),
      }),
    )
    .output(breakGlassSchema),
  decide: route(
    'POST',
    'break-glass/{id}/decide',
    'Agree or refuse; never the one who asked, never the person',
  )
    .input(z.object({ ...ws, id, agree: z.boolean() }))
    .output(breakGlassSchema),
  look: route(
    'GET',
    'break-glass/{id}/look',
    'What stands about the person, for the two who opened it; written down each time',
  )
    .input(z.object({ ...ws, id }))
    .output(mySpendSchema),
  end: route('POST', 'break-glass/{id}/end', 'Close it before its time')
    .input(z.object({ ...ws, id }))
    .output(breakGlassSchema),
};
