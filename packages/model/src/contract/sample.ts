import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instant } from './shared.ts';

export const sampleSizeSchema = z.object({
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  people: z.number().int().min(10).max(50_000).default(60),
  agents_per_person: z.number().int().min(0).max(100).default(1),
  days: z.number().int().min(28).max(3_653).default(120),
  /** About so many usage events over the span; without it, what a company of its size uses. */
  events: z.number().int().min(1_000).max(1_000_000_000).optional(),
});
export type SampleSize = z.infer<typeof sampleSizeSchema>;
export const sampleStatusSchema = z.object({
  state: z.enum(['none', 'loading', 'ready', 'failed']),
  name: z.string(),
  size: sampleSizeSchema.nullable(),
  /** 0 to 1 while loading, and seconds that it will still take. */
  progress: z.number(),
  seconds_left: z.number().nullable(),
  step: z.string(),
  events: z.string(),
  loaded_at: instant.nullable(),
  error: z.string().nullable(),
});
export type SampleStatus = z.infer<typeof sampleStatusSchema>;

export const sampleContract = {
  status: oc
    .route({ method: 'GET', path: '/api/sample', summary: 'The simulated company' })
    .output(sampleStatusSchema),
  load: oc
    .route({ method: 'POST', path: '/api/sample', summary: 'Load it; what is there is replaced' })
    .input(sampleSizeSchema)
    .output(sampleStatusSchema),
  remove: oc
    .route({ method: 'DELETE', path: '/api/sample', summary: 'Remove it with everything in its workspace' })
    .output(sampleStatusSchema),
};
