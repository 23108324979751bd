import { type LoggedCommit, loggedRepository } from '@exchequer/company';
import { commitsPerRequest, gitCommitSchema } from '@exchequer/model/contract';
import { readGitCommits } from '@exchequer/vendors/outcome';
import { broken, type SampleParts } from './parts.ts';

/** The log of one repository, sent in parts and read as the import of `git log` is. */
export class GitLog {
  readonly #parts: Pick<SampleParts, 'outcomes' | 'links' | 'now'>;
  #commits: LoggedCommit[] = [];

  constructor(parts: Pick<SampleParts, 'outcomes' | 'links' | 'now'>) {
    this.#parts = parts;
  }

  take(commit: LoggedCommit): Promise<void> | undefined {
    return this.#commits.push(commit) >= commitsPerRequest ? this.finish() : undefined;
  }

  async finish(): Promise<void> {
    const { outcomes, links, now } = this.#parts;
    const logged = this.#commits;
    this.#commits = [];
    if (logged.length === 0) return;
    const commits = logged.map((commit) => {
      const read = gitCommitSchema.safeParse(commit);
      if (!read.success) throw broken('git log', read.error.issues[0]?.message ?? 'a commit of another form');
      return read.data;
    });
    const repo = `github.com/halyard-fictional/${loggedRepository}`;
    const read = readGitCommits(commits, { workspace: 'sample', repo, nowMs: now().getTime() });
    if (read.outcomes.length > 0) await outcomes.book('sample', read.outcomes);
    await links.keep('sample', read.evidence);
  }
}
