import type { Company } from './company.ts';
import type { VendorDelivery } from './vendor-delivery.ts';

/** A commit of the main line, as `git log` tells it on somebody's machine. */
export interface LoggedCommit {
  sha: string;
  author_time: string;
  committer_time: string;
  parents: 1;
  author_email: string;
  subject: string;
  on_main: true;
  merge_request: string;
  insertions: number;
  deletions: number;
  files_changed: number;
}

/** The repository whose log is imported too. Its host tells of the same merges, which count once. */
export const loggedRepository = 'arm-control';

interface Pull {
  number: number;
  title: string;
  merged_at: string;
  created_at: string;
  merge_commit_sha: string;
  additions: number;
  deletions: number;
}

/** The commit with which a delivered merge stands in the log; null for whatever else is delivered. */
export function commitOf({ people }: Company, { vendor, event, body }: VendorDelivery): LoggedCommit | null {
  if (vendor !== 'github' || event !== 'pull_request') return null;
  const { repository, pull_request: pull } = body as { repository: { html_url: string }; pull_request: Pull };
  if (!repository.html_url.endsWith(`/${loggedRepository}`) || !pull.title.startsWith('[')) return null;
  // Numbers of pull requests end in the number of who wrote them.
  const author = people[pull.number % 1_000_000];
  if (!author) return null;
  return {
    ...{
      sha: pull.merge_commit_sha,
      author_time: pull.created_at,
      committer_time: pull.merged_at,
      parents: 1,
    },
    ...{ author_email: author.email, subject: pull.title, on_main: true, merge_request: String(pull.number) },
    ...{ insertions: pull.additions, deletions: pull.deletions, files_changed: 1 + (pull.additions % 9) },
  };
}
