/** Work that comes round: one piece after the other, never two at once, until it is closed. */
export interface Rounds {
  /** One round, after the one that runs. */
  run(): Promise<void>;
  /** Works no more once what runs has ended. */
  close(): Promise<void>;
}

export interface RoundsOptions {
  everyMs: number;
  work: () => Promise<void>;
  /** What could not be done when a round fails; the next round tries again. */
  failing: string;
  log: (message: string, error?: unknown) => void;
}

/** Starts the rounds: one at once, since something may have fallen due while nobody ran. */
export function startRounds({ everyMs, work, failing, log }: RoundsOptions): Rounds {
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = running
      .then(() => (closed ? undefined : work()))
      .catch((error: unknown) => log(failing, error));
    return running;
  };
  const tick = setInterval(run, everyMs).unref();
  run();
  return {
    run,
    close: async () => {
      closed = true;
      clearInterval(tick);
      await running;
    },
  };
}
