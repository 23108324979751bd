import { startStand } from '../../../simulate/src/gateway/stand.ts';
import { type Role, roleOf } from './role.ts';

/** A gateway with everything on, and a key for it. */
export interface Exchequer {
  gateway: Role;
  key: string;
  stop(): Promise<void>;
}

/**
 * The gateway, as one process or several on one port, on a PostgreSQL of its own, with a key, a hard envelope under another, metering and the
 * durable spool. Unless it is wanted, the tower is stopped once all is set up, as it would take a part
 * of the cores that are measured; the spool then grows until it comes back.
 */
export async function startExchequer(
  upstream: string,
  { withTower, processes }: { withTower: boolean; processes: number },
  say: (line: string) => void,
): Promise<Exchequer> {
  const stand = await startStand({ upstream, gateways: 1, processes, limit: '500000', say });
  if (!withTower) await stand.tower.stop();
  const [gateway] = stand.gateways;
  const [url] = stand.urls;
  if (!gateway || !url) throw new Error('the stand has no gateway');
  return { gateway: roleOf(gateway.child(), url), key: stand.key, stop: stand.close };
}
