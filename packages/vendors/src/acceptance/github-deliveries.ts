import type { WebhookVendor } from '@exchequer/model/contract';

/** A delivery of a vendor: what it sends, in the shape that its documentation records. */
export interface RecordedDelivery {
  vendor: WebhookVendor;
  /** Headers besides the signature. */
  headers: Record<string, string>;
  payload: Record<string, unknown>;
  /** What it says, for tests: the ids of the outcomes, and their kinds. */
  says: { kind: string; work_key: string; occurred_at: string }[];
}

const githubRepository = {
  id: 186853002,
  node_id: 'MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=',
  name: 'api',
  full_name: 'acme/api',
  private: true,
  owner: { login: 'acme', id: 21031067, type: 'Organization', site_admin: false },
  html_url: 'https://github.com/acme/api',
  default_branch: 'main',
};
const githubUser = { login: 'octocat', id: 583231, type: 'User', site_admin: false };

/** GitHub, `pull_request` with the action `closed`. */
export const githubMerged = (
  number = 12,
  over: Record<string, unknown> = {},
): RecordedDelivery & { payload: { pull_request: Record<string, unknown> } } => ({
  vendor: 'github',
  headers: {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': 'pull_request',
    'x-github-delivery': `72d3162e-cc78-11e3-81ab-4c9367dc${String(number).padStart(4, '0')}`,
    'x-github-hook-id': '292430182',
  },
  payload: {
    action: 'closed',
    number,
    pull_request: {
      url: `https://api.github.com/repos/acme/api/pulls/${number}`,
      id: 279147437 + number,
      html_url: `https://github.com/acme/api/pull/${number}`,
      number,
      state: 'closed',
      locked: false,
      title: 'ABC-7 Refuse a login without a password',
      user: githubUser,
      body: 'Closes #5',
      labels: [],
      created_at: '2026-02-09T08:00:00Z',
      updated_at: '2026-02-10T10:00:03Z',
      closed_at: '2026-02-10T10:00:00Z',
      merged_at: '2026-02-10T10:00:00Z',
      merge_commit_sha: 'c4295bd74fb0f4fda03689c3df3f2803b658fd85',
      head: { label: 'acme:fix-login', ref: 'fix-login', sha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821' },
      base: { label: 'acme:main', ref: 'main', sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' },
      draft: false,
      merged: true,
      merged_by: githubUser,
      comments: 0,
      commits: 3,
      additions: 40,
      deletions: 2,
      changed_files: 4,
      ...over,
    },
    repository: githubRepository,
    sender: githubUser,
  },
  says: [
    {
      kind: 'pull_request.merged',
      work_key: `pull_request:github.com/acme/api#${number}`,
      occurred_at: '2026-02-10T10:00:00.000Z',
    },
  ],
});

/** GitHub: the pull request that its Revert button makes, merged. */
export const githubRevert = (reverted = 12, number = 13): RecordedDelivery => ({
  ...githubMerged(number, {
    title: 'Revert "ABC-7 Refuse a login without a password"',
    body: `Reverts acme/api#${reverted}`,
    created_at: '2026-02-11T09:00:00Z',
    updated_at: '2026-02-11T09:30:01Z',
    closed_at: '2026-02-11T09:30:00Z',
    merged_at: '2026-02-11T09:30:00Z',
    merge_commit_sha: 'aa218f56b14c9653891f9e74264a383fa43fefbd',
    head: {
      label: 'acme:revert-12',
      ref: `revert-${reverted}-fix-login`,
      sha: 'bb218f56b14c9653891f9e74264a383fa43fefbd',
    },
  }),
  says: [
    {
      kind: 'pull_request.merged',
      work_key: `pull_request:github.com/acme/api#${number}`,
      occurred_at: '2026-02-11T09:30:00.000Z',
    },
    {
      kind: 'pull_request.reverted',
      work_key: `pull_request:github.com/acme/api#${reverted}`,
      occurred_at: '2026-02-11T09:30:00.000Z',
    },
  ],
});
