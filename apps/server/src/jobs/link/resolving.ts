/** Resolves links anew some time after anything changed that they follow from. */
export interface Resolving {
  /** Told that usage, outcomes or links of a workspace changed. Returns at once. */
  changed(workspace: string): void;
  /** Ends after what runs has ended; what was asked for meanwhile is resolved at the next start. */
  close(): Promise<void>;
}

export interface ResolvingOptions {
  resolve: (workspace: string) => Promise<void>;
  log: (message: string, error?: unknown) => void;
  /** Waits so long for further changes, which come in bursts. */
  quietMs?: number;
  /** Least time from one end to the next start; grows with how long resolving took. */
  restMs?: number;
}

/** Resolving takes at most about this share of the time, however large the journal. */
const restsPerRun = 9;

/** Opens the round of resolving. */
export function createResolving({
  resolve,
  log,
  quietMs = 2_000,
  restMs = 60_000,
}: ResolvingOptions): Resolving {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let notBefore = 0;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const run = async () => {
    const workspaces = [...waiting];
    waiting.clear();
    const began = performance.now();
    for (const workspace of workspaces) {
      if (closed) return;
      await resolve(workspace).catch((error: unknown) => log('links could not be resolved', error));
    }
    const took = performance.now() - began;
    notBefore = performance.now() + Math.max(restMs, took * restsPerRun);
  };
  const arm = () => {
    if (closed || timer || waiting.size === 0) return;
    const wait = Math.max(quietMs, notBefore - performance.now());
    timer = setTimeout(() => {
      running = run().then(() => {
        timer = null;
        arm();
      });
    }, wait).unref();
  };
  return {
    changed: (workspace) => {
      waiting.add(workspace);
      arm();
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
