import cluster, { type Worker } from 'node:cluster';
import type { SupervisorMessage, TowerMessage } from './supervisor/agreement.ts';

export interface ClusterOptions {
  /** How many gateways share the port. */
  count: number;
  tell: (message: TowerMessage) => void;
  /** Pause before a worker that ended is replaced. */
  pauseMs?: number;
}

/** Several gateways on one port. Each has its own spool and leases, found again by its number. */
export interface GatewayCluster {
  close(): Promise<void>;
}

/** Starts workers and keeps them; says `ready` when the first one serves. */
export function leadGateways({ count, tell, pauseMs = 1_000 }: ClusterOptions): GatewayCluster {
  const workers = new Map<number, Worker>();
  let closing = false;
  let ready = false;
  const start = (number: number) => {
    const worker = cluster.fork({ EXCHEQUER_GATEWAY_NUMBER: String(number) });
    workers.set(number, worker);
    worker.on('message', (message: TowerMessage) => {
      if (message.type === 'ready' && ready) return;
      ready ||= message.type === 'ready';
      tell(message);
    });
    worker.once('exit', () => {
      workers.delete(number);
      if (!closing) setTimeout(() => closing || start(number), pauseMs);
    });
  };
  for (let number = 1; number <= count; number++) start(number);
  return {
    close: async () => {
      closing = true;
      const stop: SupervisorMessage = { type: 'stop' };
      await Promise.all(
        [...workers.values()].map((worker) => {
          const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
          worker.send(stop);
          return ended;
        }),
      );
    },
  };
}
