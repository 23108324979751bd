/** Timers that the tower's own code set and that neither ended nor were cleared. */
export interface WatchedTimers {
  /** Where each was set. */
  running(): string[];
  restore(): void;
}

type Timer = ReturnType<typeof setTimeout>;

/** Watches timers that code of this app sets from now on; drivers keep their own. */
export function watchTimers(): WatchedTimers {
  const { setInterval: every, setTimeout: once, clearInterval: endEvery, clearTimeout: endOnce } = globalThis;
  const running = new Map<Timer | number | string | undefined, string>();
  const placeOf = (): string | undefined =>
    new Error().stack
      ?.split('\n')
      .slice(3, 4)
      .find((line) => /apps\/server\/src\/(?!testing)/.test(line));
  const watched =
    (set: typeof once, ends: boolean) =>
    (work: (...given: unknown[]) => void, ms?: number, ...given: unknown[]): Timer => {
      const place = placeOf();
      const timer: Timer = set(() => {
        if (ends) running.delete(timer);
        work(...given);
      }, ms);
      if (place) running.set(timer, place.trim());
      return timer;
    };
  const cleared = (clear: typeof endOnce) => (timer?: Timer | number | string) => {
    running.delete(timer);
    clear(timer);
  };
  Object.assign(globalThis, {
    setInterval: watched(every as typeof once, false),
    setTimeout: Object.assign(watched(once, true), once),
    clearInterval: cleared(endEvery),
    clearTimeout: cleared(endOnce),
  });
  return {
    running: () => [...running.values()],
    restore: () =>
      Object.assign(globalThis, {
        ...{ setInterval: every, setTimeout: once, clearInterval: endEvery, clearTimeout: endOnce },
      }),
  };
}
