import type { TowerMessage } from './agreement.ts';

/** A process that a supervisor started, or somebody by hand. */
export interface SupervisedProcess {
  /** Begins to serve, and says by `tell` how far it is. */
  start(tell: (message: TowerMessage) => void): Promise<{ close(): Promise<void> }>;
  /** What to do about a failure that does not say so itself. */
  usualFix: string;
}

/** True where somebody listens at the other end of the channel. */
export const hasSupervisor = (): boolean => process.send !== undefined;

/**
 * The life of such a process. Its supervisor hears when it is ready or why it failed; it leaves when
 * asked, and as well when the supervisor is gone, since nobody would stop it then.
 */
export function liveSupervised({ start, usualFix }: SupervisedProcess): void {
  // What a company spends, and on what, is nobody else's business on a shared machine.
  process.umask(0o077);
  const started = start((message) => process.send?.(message)).catch((error) => fail(error, usualFix));
  let leaving = false;
  const leave = async () => {
    if (leaving) return;
    leaving = true;
    await (await started).close();
    process.exit(0);
  };
  process.on('message', (message: { type?: string }) => {
    if (message.type === 'stop') void leave();
  });
  for (const wish of ['disconnect', 'SIGTERM', 'SIGINT'] as const) process.on(wish, () => void leave());
}

function fail(error: unknown, usualFix: string): Promise<never> {
  const said = error as { message?: string; fix?: string };
  const message = said.message ?? String(error);
  const fix = said.fix ?? usualFix;
  console.error(`error: ${message}\nfix: ${fix}\n${error instanceof Error ? error.stack : ''}`);
  const failed: TowerMessage = { type: 'failed', message, fix };
  // The channel is written in the background: wait for it, or the reason is lost with the process.
  if (process.send) process.send(failed, () => process.exit(1));
  else process.exit(1);
  return new Promise(() => {});
}
