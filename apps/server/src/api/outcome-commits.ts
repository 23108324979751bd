import { readGitCommits } from '@exchequer/vendors/outcome';
import { ingesting } from './base.ts';

/** Takes in what `git log` tells: facts for the join first, so that reverts find their commits. */
export const commits = ingesting.outcome.commits.handler(async ({ input, context }) => {
  const { workspace, repo } = input;
  const { outcomes, links } = context.services;
  const read = readGitCommits(input.commits, { workspace, repo, nowMs: context.now().getTime() });
  const booked = read.outcomes.length > 0 ? await outcomes.book(workspace, read.outcomes) : { added: 0 };
  await links.keep(workspace, read.evidence);
  return {
    commits: String(input.commits.length),
    outcomes: String(booked.added),
    links: String(read.evidence.links.length),
  };
});
