import {
  type LinkIntake,
  type NormalisedOutcome,
  readWorkKey,
  type WorkEvidence,
  type WorkLink,
} from '@exchequer/model';
import type { DateRange } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { AnalyticsEngine } from '../engine/index.ts';
import { type CoverageSums, readCoverage } from './coverage.ts';
import { keepEvidence } from './keep.ts';
import { type LinkRefusal, type LinkWish, manualLink, recordManualLink } from './manual.ts';
import {
  type LinkRow,
  readCommits,
  readLinks,
  readSessionCommits,
  readWorkOutcomes,
  readWorks,
  type SessionCommitRow,
  type WorkCommits,
  type WorkOutcomeRow,
  type WorkSums,
  type WorksAsked,
} from './read.ts';
import { resolveLinks } from './resolve.ts';
import { readReverts } from './revert.ts';

/** A work item with the usage and the commits that belong to it. */
export interface Work extends WorkSums {
  kind: string;
  commits: WorkCommits;
  /** Newest first. */
  outcomes: WorkOutcomeRow[];
}

/** How usage reaches work: what is told of it, and what follows. */
export interface Links extends LinkIntake {
  /**
   * Finds which work items usage belongs to; one at a time, the last one asked for included.
   * @returns false where nothing has changed since it was found
   */
  resolve(workspace: string): Promise<boolean>;
  works(workspace: string, asked: WorksAsked): Promise<Work[]>;
  /** Null where nothing is known of it. */
  work(workspace: string, key: string): Promise<(Work & { links: LinkRow[] }) | null>;
  coverage(workspace: string, range: DateRange): Promise<CoverageSums>;
  sessionCommits(workspace: string): Promise<SessionCommitRow[]>;
  /** Reversals that follow from links and are not booked yet. */
  reverts(workspace: string): Promise<NormalisedOutcome[]>;
  /** Links two work items by hand or takes them apart; who did is kept. Resolves anew. */
  setLink(workspace: string, wish: LinkWish, actorId: string): Promise<WorkLink | LinkRefusal>;
  /** Resolves when nothing is being resolved. */
  drain(): Promise<void>;
}

export interface LinkOptions {
  engine: AnalyticsEngine;
  sql: Sql;
  now: () => Date;
  /** Told of new evidence, so that links are resolved anew before long. */
  kept?: (workspace: string) => void;
}

const noCommits: WorkCommits = { by_key: [], by_session: [], any: [] };

/** Opens the links. */
export function createLinks({ engine, sql, now, kept = () => {} }: LinkOptions): Links {
  let last: Promise<unknown> = Promise.resolve();
  const resolve = (workspace: string): Promise<boolean> => {
    // The working tables are one set, so one workspace at a time.
    const done = last.then(() => resolveLinks(engine, workspace));
    last = done.catch(() => {});
    return done;
  };
  const keep = async (workspace: string, found: WorkEvidence): Promise<void> => {
    await keepEvidence(engine, workspace, found, now().toISOString());
    if (found.links.length + found.commits.length + found.sessionCommits.length > 0) kept(workspace);
  };
  const withCommits = async (workspace: string, kind: string, sums: readonly WorkSums[]): Promise<Work[]> => {
    const keys = sums.map(({ work_key }) => work_key);
    if (keys.length === 0) return [];
    const [commits, outcomes] = await Promise.all([
      readCommits(engine, workspace, kind, keys),
      readWorkOutcomes(engine, workspace, keys),
    ]);
    return sums.map((one) => ({
      ...one,
      kind,
      commits: commits.get(one.work_key) ?? noCommits,
      outcomes: outcomes.filter(({ work_key }) => work_key === one.work_key),
    }));
  };
  return {
    keep,
    resolve,
    works: async (workspace, asked) =>
      withCommits(workspace, asked.kind, await readWorks(engine, workspace, asked)),
    work: async (workspace, key) => {
      const kind = readWorkKey(key)?.kind;
      if (!kind) return null;
      const asked = { range: null, kind, search: '', key, limit: 1, offset: 0 };
      const [sums, links] = await Promise.all([
        readWorks(engine, workspace, asked),
        readLinks(engine, workspace, kind, key),
      ]);
      const [work] = await withCommits(workspace, kind, [sums[0] ?? unreached(key)]);
      if (!work || (!sums[0] && links.length + work.commits.any.length + work.outcomes.length === 0))
        return null;
      return { ...work, links };
    },
    coverage: (workspace, range) => readCoverage(engine, workspace, range),
    sessionCommits: (workspace) => readSessionCommits(engine, workspace),
    reverts: (workspace) => readReverts(engine, workspace),
    setLink: async (workspace, wish, actorId) => {
      const link = manualLink(wish, now());
      if ('refused' in link) return link;
      await recordManualLink(sql, workspace, link, actorId);
      await keep(workspace, { links: [link], commits: [], sessionCommits: [] });
      await resolve(workspace);
      return link;
    },
    drain: async () => {
      await last;
    },
  };
}

/** A work item that no usage reached. */
const unreached = (work_key: string): WorkSums => ({
  work_key,
  cost: '0',
  tokens: '0',
  requests: '0',
  sessions: '0',
  weakest_rule: '',
  headless: '0',
});
