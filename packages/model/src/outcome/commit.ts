/** A commit as a repository's log states it. Subjects and authors' names are read and not kept. */
export interface CommitFact {
  repo: string;
  sha: string;
  /** ISO 8601 UTC. A rebase keeps the author time, so that it tells twins. */
  author_time: string;
  committer_time: string;
  /** True where the main line holds it; a commit of another branch may have a twin there. */
  on_main: boolean;
  /** Patch id of `git patch-id --stable`; empty for merges and where it was not asked for. */
  patch_id: string;
  /** Hash of the subject line, with which twins are told whose patch was amended. */
  subject_hash: string;
  /** Ticket keys named in subject, branch decoration or trailers; lower case. */
  tickets: readonly string[];
  /** Pull request number named in the subject, such as `(#12)`; empty when none. */
  pull_request: string;
  /** Git author as an identity for attribution: an address, lower case. */
  author: string;
  /** Model of a co-author trailer or author suffix: evidence, not proof, that an agent took part. */
  co_author_model: string;
  parents: number;
  insertions: number;
  deletions: number;
  files_changed: number;
  /** 1 where the line counts are known to be incomplete. */
  stat_incomplete: 0 | 1;
}

/** A commit that a session made, as its own record states it. The hash may be short or rebased away. */
export interface SessionCommit {
  tool: string;
  session_id: string;
  /** Empty where the record names none; the folder then tells, see `project`. */
  repo: string;
  /** Folder that the session worked in. */
  project: string;
  /** Empty for a commit on no branch. */
  branch: string;
  /** At least seven hex digits. */
  sha_prefix: string;
  at: string;
  said_by: 'otel' | 'session-meta' | 'printed';
}

/** A commit is the same as one printed by a session when authored at most this long before. */
export const authorTimeWindowMs = 10_000;
