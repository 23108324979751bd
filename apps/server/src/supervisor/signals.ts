/** The wish to stop, from the terminal or from whoever manages this process. */
export interface Stopping {
  readonly signal: AbortSignal;
  /** Resolves when the first wish arrives. */
  readonly asked: Promise<void>;
  /** What the second wish does, for which nobody wants to wait. */
  onImpatience(action: () => void): void;
  dispose(): void;
}

const wishes = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for Ctrl-C, `kill` and a closed terminal. */
export function listenForStop(): Stopping {
  const controller = new AbortController();
  let impatience = () => {};
  const asked = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const hear = () => {
    if (controller.signal.aborted) impatience();
    else controller.abort();
  };
  for (const wish of wishes) process.on(wish, hear);
  return {
    signal: controller.signal,
    asked,
    onImpatience: (action) => {
      impatience = action;
    },
    dispose: () => {
      for (const wish of wishes) process.off(wish, hear);
    },
  };
}
