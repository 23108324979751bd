import { type TableSpec, tableDdl } from '../journal/index.ts';

/** What sources and persons say of how work items belong together; the newest version of a link holds. */
export const workLink: TableSpec = {
  name: 'work_link',
  columns: [
    'workspace LowCardinality(String)',
    'from_kind LowCardinality(String)',
    'from_key String',
    'to_kind LowCardinality(String)',
    'to_key String',
    'rule LowCardinality(String)',
    'confidence UInt16',
    'evidence String',
    "occurred_at DateTime64(3, 'UTC')",
    'revoked UInt8',
    "recorded_at DateTime64(3, 'UTC')",
  ],
  engine: 'ReplacingMergeTree(recorded_at)',
  orderBy: 'workspace, from_kind, from_key, to_kind, to_key, rule',
  shardBy: 'sipHash64(from_key)',
};

export const gitCommit: TableSpec = {
  name: 'git_commit',
  columns: [
    'workspace LowCardinality(String)',
    'repo LowCardinality(String)',
    'sha String',
    "author_time DateTime64(3, 'UTC')",
    "committer_time DateTime64(3, 'UTC')",
    'on_main UInt8',
    'patch_id String',
    'subject_hash String',
    'tickets Array(String)',
    'pull_request String',
    'author String',
    'co_author_model LowCardinality(String)',
    'parents UInt8',
    'insertions Int64',
    'deletions Int64',
    'files_changed Int64',
    'stat_incomplete UInt8',
    "recorded_at DateTime64(3, 'UTC')",
  ],
  engine: 'ReplacingMergeTree(recorded_at)',
  orderBy: 'workspace, repo, sha',
  shardBy: 'sipHash64(sha)',
};

export const sessionCommit: TableSpec = {
  name: 'session_commit',
  columns: [
    'workspace LowCardinality(String)',
    'tool LowCardinality(String)',
    'session_id String',
    'repo LowCardinality(String)',
    'project String',
    'branch String',
    'sha_prefix String',
    "at DateTime64(3, 'UTC')",
    'said_by LowCardinality(String)',
    "recorded_at DateTime64(3, 'UTC')",
  ],
  engine: 'ReplacingMergeTree(recorded_at)',
  orderBy: 'workspace, session_id, sha_prefix, said_by',
  shardBy: 'sipHash64(session_id)',
};

/** Which commit each commit of a session is on the main line. Computed anew from what sources say. */
export const commitOfSession: TableSpec = {
  name: 'commit_of_session',
  columns: [
    'workspace LowCardinality(String)',
    'tool LowCardinality(String)',
    'session_id String',
    'branch String',
    // 1 where the session has no usage on that branch: the commit then is of all its usage.
    'any_branch UInt8',
    'sha_prefix String',
    "at DateTime64(3, 'UTC')",
    'repo LowCardinality(String)',
    // Empty where no log that was read holds it.
    'sha String',
    'on_main UInt8',
    'rule LowCardinality(String)',
    'confidence UInt16',
  ],
  engine: 'MergeTree',
  partitionBy: 'workspace',
  orderBy: 'workspace, session_id, sha_prefix',
  shardBy: 'sipHash64(session_id)',
};

/**
 * Which work items usage belongs to: one row per distinct place of usage and kind of work item. A
 * cache, computed anew from the links; so each dollar counts once per kind of work item. The kind
 * `accepted` repeats the strongest of those rows whose work item has an accepted outcome.
 */
export const usageWork: TableSpec = {
  name: 'usage_work',
  columns: [
    'workspace LowCardinality(String)',
    'tool LowCardinality(String)',
    'session_id String',
    'repo LowCardinality(String)',
    'branch LowCardinality(String)',
    'workflow LowCardinality(String)',
    'work_kind LowCardinality(String)',
    'work_key String',
    'rule LowCardinality(String)',
    'confidence UInt16',
    'path Array(String)',
  ],
  engine: 'MergeTree',
  partitionBy: 'workspace',
  orderBy: 'workspace, work_kind, session_id, branch, workflow',
  shardBy: 'sipHash64(session_id)',
};

/** Tables that are made from the others, a workspace at a time. */
export const computedTables = [commitOfSession, usageWork];

/** What the computed tables were last made from, and how much they held then; one row per workspace. */
export const linkMark: TableSpec = {
  name: 'link_mark',
  columns: [
    'workspace LowCardinality(String)',
    'inputs String',
    'made String',
    "made_at DateTime64(3, 'UTC')",
  ],
  engine: 'MergeTree',
  partitionBy: 'workspace',
  orderBy: 'workspace',
  shardBy: 'sipHash64(workspace)',
};

/** Every statement that makes the tables of links. */
export const linkDdl = (cluster: string | null): string[] =>
  [workLink, gitCommit, sessionCommit, ...computedTables, linkMark].flatMap((table) =>
    tableDdl(table, cluster),
  );
