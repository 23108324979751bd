import cluster from 'node:cluster';
import pino from 'pino';
import { runGateway } from './compose-gateway.ts';
import { leadGateways } from './gateway-cluster.ts';
import type { TowerMessage } from './supervisor/agreement.ts';
import { hasSupervisor, liveSupervised } from './supervisor/supervised.ts';

const count = Number(process.env.EXCHEQUER_GATEWAYS || 1);

/** The gateway's process: one gateway, or the lead of several that share the port. */
liveSupervised({
  usualFix: 'Read the log of the gateway.',
  start: async (tell) => {
    const say = (message: TowerMessage) => {
      tell(message);
      // Whoever started it by hand reads it here; a process that was started by another tells that one.
      if (message.type === 'ready' && !hasSupervisor()) console.log(`gateway ready at ${message.url}`);
    };
    return count > 1 && cluster.isPrimary ? leadGateways({ count, tell: say }) : startGateway(say);
  },
});

async function startGateway(tell: (message: TowerMessage) => void) {
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
  return gateway;
}
