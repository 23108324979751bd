import cluster from 'node:cluster';
import pino from 'pino';
import { runGateway } from './compose-gateway.ts';
import { leadGateways } from './gateway-cluster.ts';
import type { TowerMessage } from './supervisor/agreement.ts';

/**
 * The gateway's process. Its supervisor hears when it is ready; it leaves when asked, and as well when
 * the supervisor is gone, since nobody would stop it then.
 */
const supervised = process.send !== undefined;
const tell = (message: TowerMessage) => process.send?.(message);

// What a company spends on is nobody else's business on a shared machine.
process.umask(0o077);

const count = Number(process.env.EXCHEQUER_GATEWAYS || 1);

async function start(): Promise<{ close(): Promise<void> }> {
  if (count > 1 && cluster.isPrimary) return leadGateways({ count, tell });
  const logger = pino({ level: process.env.EXCHEQUER_LOG_LEVEL || 'info' });
  const gateway = await runGateway({
    env: process.env,
    clock: { epochMs: () => Date.now(), nowMs: () => performance.now(), now: () => new Date() },
    random: Math.random,
    say: (sentence) => tell({ type: 'progress', sentence }),
    log: (message, error) =>
      error === undefined ? logger.info(message) : logger.error({ err: error }, message),
  });
  tell({ type: 'ready', url: gateway.url, adminLink: null });
  if (!supervised) console.log(`gateway ready at ${gateway.url}`);
  return gateway;
}

function fail(error: unknown): Promise<never> {
  const said = error as { message?: string; fix?: string };
  const message = said.message ?? String(error);
  const fix = said.fix ?? 'Read the log of the gateway.';
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
