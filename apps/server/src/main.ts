import type { TowerMessage } from './supervisor/agreement.ts';
import { runTower } from './tower.ts';

/**
 * The tower's process. Its supervisor hears when it is ready; it leaves when asked, and as well when
 * the supervisor is gone, since nobody would stop it then.
 */
const supervised = process.send !== undefined;
const tell = (message: TowerMessage) => process.send?.(message);

// Usage is nobody else's business on a shared machine: what the tower writes, its account alone reads.
process.umask(0o077);

async function start() {
  const tower = await runTower({
    env: process.env,
    say: (sentence) => tell({ type: 'progress', sentence }),
  });
  tell({ type: 'ready', url: tower.url, adminLink: tower.adminLink });
  if (!supervised)
    console.log(`ready at ${tower.url}${tower.adminLink ? `, first admin: ${tower.adminLink}` : ''}`);
  return tower;
}

function fail(error: unknown): Promise<never> {
  const said = error as { message?: string; fix?: string };
  const message = said.message ?? String(error);
  const fix = said.fix ?? 'Run `npx exchequer doctor`, and read the log of the tower.';
  console.error(`error: ${message}\nfix: ${fix}\n${error instanceof Error ? error.stack : ''}`);
  // The channel is written in the background: wait for it, or the reason is lost with the process.
  if (process.send) process.send({ type: 'failed', message, fix }, () => process.exit(1));
  else process.exit(1);
  return new Promise(() => {});
}

const started = start().catch(fail);
let leaving = false;

async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  await (await started).close();
  process.exit(0);
}

process.on('message', (message: { type?: string }) => {
  if (message.type === 'stop') void leave();
});
process.on('disconnect', () => void leave());
process.on('SIGTERM', () => void leave());
process.on('SIGINT', () => void leave());
