import type { RuleRecord } from '@exchequer/core/advice';
import type { Workspace } from '@exchequer/model/contract';
import type { AdviceOptions } from '@exchequer/store/advice';
import { readingOnce } from '@exchequer/store/analytics/engine';
import { gatherFacts } from './jobs/advice/facts/index.ts';
import {
  adviseOwn,
  type Carrying,
  carriersOf,
  createCarrying,
  measureApplied,
  type RoundDone,
  recordsOf,
  runRound,
  startAdviceRounds,
} from './jobs/advice/index.ts';
import type { PlainServices } from './plain-services.ts';

/** Advice as the tower has it. */
export interface AdviceService {
  options: AdviceOptions;
  carrying: Carrying;
  /** A round now, after the one that runs. */
  run(workspace: Workspace): Promise<RoundDone>;
  records(workspace: Workspace): Promise<Map<number, RuleRecord>>;
  /** Measures what applied actions brought, those that are due. */
  measure(workspace: Workspace): Promise<number>;
  /** Told after each booking. */
  booked(): void;
  close(): Promise<void>;
}

export interface AdviceParts extends AdviceOptions {
  timeZone: () => string;
  /** What rules and actions work with; opened before the first round. */
  services: () => PlainServices;
  log: (message: string, error?: unknown) => void;
}

/** Opens advice, and its rounds. */
export function openAdvice({ services, timeZone, log, ...options }: AdviceParts): AdviceService {
  const { sql, now } = options;
  const carrying = createCarrying(options, () => carriersOf(services()));
  const round = {
    ...options,
    facts: (workspace: Workspace) => readingOnce(() => gatherFacts(services(), workspace, now(), log)),
    own: (workspace: Workspace) => adviseOwn(services(), workspace, now()),
  };
  let running: Promise<unknown> = Promise.resolve();
  const run = (workspace: Workspace): Promise<RoundDone> => {
    const next = running.then(() => runRound(round, workspace));
    running = next.catch(() => {});
    return next;
  };
  const measure = (workspace: Workspace) =>
    measureApplied({ sql, now, timeZone, reports: services().reports }, workspace);
  const rounds = startAdviceRounds({
    workspaces: async () =>
      (await sql<{ key: Workspace }[]>`select key from workspace order by key`).map(({ key }) => key),
    ...{ round: run, measure, log },
    resume: () => carrying.resume(),
  });
  return {
    ...{ options, carrying, run, measure },
    records: (workspace) => recordsOf(options, workspace),
    booked: rounds.booked,
    close: async () => {
      await rounds.close();
      await running;
    },
  };
}
