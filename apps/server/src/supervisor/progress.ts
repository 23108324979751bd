/** Prints what happens, each line with the time since the start. */
export interface Progress {
  step(sentence: string): void;
  plain(text: string): void;
}

/** @param write prints one line; @param sinceMs when the start began, on the clock of `performance.now()` */
export function makeProgress(write: (line: string) => void, sinceMs = performance.now()): Progress {
  return {
    step: (sentence) => {
      const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1);
      write(`${seconds.padStart(6)} s  ${sentence}`);
    },
    plain: write,
  };
}
