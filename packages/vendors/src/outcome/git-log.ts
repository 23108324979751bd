import { createHash } from 'node:crypto';
import { repositoryName } from '@exchequer/core/link';
import {
  type CommitFact,
  earliestUsage,
  maxClockSkewMs,
  type NormalisedOutcome,
  type WorkEvidence,
  type WorkLink,
  workKey,
} from '@exchequer/model';
import type { GitCommit } from '@exchequer/model/contract';
import { ticketsInTitle } from './telling.ts';

/** What a log says: commits and links for the join, and pull requests merged or taken back. */
export interface GitLogReading {
  outcomes: NormalisedOutcome[];
  evidence: WorkEvidence;
}

/**
 * Reads commits of one repository. A pull request whose number stands in a commit of the main line was
 * merged with it; where the host's webhooks tell of the same merge, theirs counts and this one does not.
 * Merges before 2020, or a day and more in the future of `nowMs`, are commits but no outcomes.
 */
export function readGitCommits(
  commits: readonly GitCommit[],
  { workspace, repo: address, nowMs }: { workspace: string; repo: string; nowMs: number },
): GitLogReading {
  const repo = repositoryName(address);
  const facts = commits.map((commit) => factOf(commit, repo));
  const told = commits.flatMap((commit, at) => {
    const ms = Date.parse(commit.committer_time);
    const real = ms >= Date.parse(earliestUsage) && ms <= nowMs + maxClockSkewMs;
    const fact = facts[at] as CommitFact;
    return real && commit.on_main && fact.pull_request ? [mergeOf(fact, workspace)] : [];
  });
  const links = commits.flatMap((commit, at) => linksOf(commit, facts[at] as CommitFact));
  return { outcomes: firstOfEach(told), evidence: { links, commits: facts, sessionCommits: [] } };
}

function factOf(commit: GitCommit, repo: string): CommitFact {
  const { subject } = commit;
  return {
    repo,
    sha: commit.sha.toLowerCase(),
    author_time: new Date(commit.author_time).toISOString(),
    committer_time: new Date(commit.committer_time).toISOString(),
    on_main: commit.on_main,
    patch_id: commit.patch_id,
    subject_hash: createHash('sha256').update(subject).digest('hex'),
    tickets: ticketsInSubject(subject),
    pull_request: pullRequestIn(subject) || commit.merge_request,
    author: commit.author_email.toLowerCase(),
    co_author_model: agentAmong(commit.co_authors),
    parents: commit.parents,
    insertions: commit.insertions,
    deletions: commit.deletions,
    files_changed: commit.files_changed,
    stat_incomplete: 0,
  };
}

/** `Fix login (#12)` of a squash merge, `Merge pull request #12 from …` of a merge commit. */
const pullRequestIn = (subject: string): string =>
  /^Merge pull request #(\d{1,10})\b/.exec(subject)?.[1] ?? /\(#(\d{1,10})\)\s*$/.exec(subject)?.[1] ?? '';

/** Keys as trackers write them, and any key in brackets: `[spotter-4te] …`. */
function ticketsInSubject(subject: string): string[] {
  const bracketed = [...subject.matchAll(/\[([a-z][a-z0-9]*-[a-z0-9]+)\]/gi)].map(([, key]) => key as string);
  const keys = [...ticketsInTitle(subject), ...bracketed.filter((key) => /\d/.test(key))];
  return [...new Set(keys.map((key) => key.toLowerCase()))];
}

const agents = /claude|codex|copilot|cursor|gemini|devin|aider|amp\b|opencode/i;
/** The first co-author that is a coding agent, by name: evidence that it took part, no proof. */
const agentAmong = (coAuthors: readonly string[]): string =>
  coAuthors
    .find((name) => agents.test(name))
    ?.replace(/\s*<[^>]*>\s*$/, '')
    .slice(0, 100) ?? '';

function mergeOf(commit: CommitFact, workspace: string): NormalisedOutcome {
  const work = workKey.pullRequest(commit.repo, commit.pull_request);
  return {
    workspace,
    source: 'git.log',
    source_event_id: `pull_request.merged:${work}`,
    occurred_at: commit.committer_time,
    version_at: commit.committer_time,
    kind: 'pull_request.merged',
    work_key: work,
    repo: commit.repo,
    ...(commit.author.includes('@') && { identity_kind: 'email' as const, identity: commit.author }),
    changed_lines: commit.insertions + commit.deletions,
    outcomes: 1,
  };
}

/** A log names a pull request once for its merge, and again where somebody quotes it: the first stands. */
function firstOfEach(outcomes: readonly NormalisedOutcome[]): NormalisedOutcome[] {
  const first = new Map<string, NormalisedOutcome>();
  for (const outcome of outcomes) {
    const known = first.get(outcome.source_event_id);
    if (!known || outcome.occurred_at < known.occurred_at) first.set(outcome.source_event_id, outcome);
  }
  return [...first.values()];
}

/** What the join cannot see in a commit alone: tickets of its pull request, and what it takes back. */
function linksOf(
  commit: GitCommit,
  { repo, sha, pull_request, committer_time, tickets }: CommitFact,
): WorkLink[] {
  if (!commit.on_main) return [];
  const from = pull_request ? workKey.pullRequest(repo, pull_request) : workKey.commit(sha);
  const link = (to: WorkLink['to'], rule: WorkLink['rule'], evidence: string): WorkLink => ({
    ...{ from, to, rule, evidence, occurred_at: committer_time },
  });
  return [
    ...(pull_request ? tickets.map((key) => link(workKey.ticket(key), 'ticket-in-title', key)) : []),
    ...commit.reverts.map((reverted) => link(workKey.commit(reverted), 'stated', 'reverts commit')),
  ];
}
