import { oc } from '@orpc/contract';
import { z } from 'zod';
import { countString, instant, workspaceSchema } from './shared.ts';

const sha = z.string().regex(/^[0-9a-f]{7,64}$/i);
const address = z.string().trim().max(320);

/** A commit as `git log` tells it. Its subject is read for keys and not kept. */
export const gitCommitSchema = z.strictObject({
  sha: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/i),
  author_time: instant,
  committer_time: instant,
  parents: z.number().int().min(0).max(1_000),
  author_email: address,
  subject: z.string().max(2_000),
  on_main: z.boolean().meta({ description: 'whether the main line holds it' }),
  patch_id: z.string().max(64).default('').meta({ description: 'of git patch-id --stable' }),
  co_authors: z.array(z.string().max(400)).max(50).default([]),
  reverts: z.array(sha).max(50).default([]).meta({ description: 'commits that its message takes back' }),
  merge_request: z.string().max(20).default('').meta({ description: 'number that its message names' }),
  insertions: z.number().int().min(0),
  deletions: z.number().int().min(0),
  files_changed: z.number().int().min(0),
});
export type GitCommit = z.infer<typeof gitCommitSchema>;

/** Most commits of one request; a longer log is sent in parts, in any order. */
export const commitsPerRequest = 5_000;

export const commitContract = {
  commits: oc
    .route({
      method: 'POST',
      path: '/api/w/{workspace}/outcomes/commits',
      summary: 'Take in commits of a repository; the same again changes nothing',
    })
    .input(
      z.object({
        workspace: workspaceSchema,
        repo: z.string().trim().min(1).max(300).meta({ description: 'such as github.com/acme/api' }),
        commits: z.array(gitCommitSchema).min(1).max(commitsPerRequest),
      }),
    )
    .output(
      z.object({
        commits: countString,
        /** Pull requests found merged or reverted that were not known from this log before. */
        outcomes: countString,
        links: countString,
      }),
    ),
};
