import type { Workspace } from '@exchequer/model/contract';
import { startRounds } from '../rounds/index.ts';

/** Rounds of advice: hourly, and some time after the last booking. */
export interface AdviceRounds {
  /** Told after each batch; returns at once. */
  booked(): void;
  close(): Promise<void>;
}

export interface AdviceRoundsOptions {
  workspaces: () => Promise<Workspace[]>;
  round: (workspace: Workspace) => Promise<unknown>;
  measure: (workspace: Workspace) => Promise<unknown>;
  /** Finishes what a crash left half done. */
  resume: () => Promise<unknown>;
  log: (message: string, error?: unknown) => void;
  everyMs?: number;
  /** Waits so long after the last booking. */
  quietMs?: number;
  /** Least time between rounds, however often something is booked. */
  restMs?: number;
}

const minuteMs = 60_000;

/** Starts the rounds; the first one begins when the tower has been quiet for a while. */
export function startAdviceRounds(options: AdviceRoundsOptions): AdviceRounds {
  const { workspaces, round, measure, resume, log } = options;
  const { everyMs = 60 * minuteMs, quietMs = minuteMs, restMs = 10 * minuteMs } = options;
  let isFirst = true;
  let isClosed = false;
  const work = async () => {
    await resume();
    // At the start everything else has to be read too; advice can wait.
    if (isFirst) {
      isFirst = false;
      arm();
      return;
    }
    for (const workspace of await workspaces()) {
      if (isClosed) return;
      await round(workspace);
      await measure(workspace);
    }
    lastEnd = performance.now();
  };
  let timer: NodeJS.Timeout | null = null;
  let lastEnd = -restMs;
  const rounds = startRounds({ everyMs, work, failing: 'advice could not be made anew', log });
  function arm() {
    if (isClosed) return;
    if (timer) clearTimeout(timer);
    const wait = Math.max(quietMs, lastEnd + restMs - performance.now());
    timer = setTimeout(() => {
      timer = null;
      rounds.run();
    }, wait).unref();
  }
  return {
    booked: arm,
    close: async () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await rounds.close();
    },
  };
}
