import type { ImportProgress } from '@exchequer/model/contract';
import type { ImportRequest } from './run-state.ts';

/** How often files are looked at. Notifications of file systems are not reliable enough to rely on. */
const everyMs = 2_000;

/** A standing import. */
export interface Watching {
  /** Ends it; resolves when the running import is done. */
  stop(): Promise<void>;
}

interface Runner {
  start(request: ImportRequest): ImportProgress;
  finished(id: string): Promise<ImportProgress>;
}

/** Imports again and again what has changed. `told` hears of every round. */
export function watch(
  runner: Runner,
  request: ImportRequest,
  told: (progress: ImportProgress) => void = () => undefined,
): Watching {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let wake: () => void = () => undefined;
  const rounds = async () => {
    while (!stopped) {
      told(await runner.finished(runner.start(request).id));
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, everyMs);
      });
    }
  };
  const running = rounds();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      wake();
      await running;
    },
  };
}
