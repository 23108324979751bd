/** Alerts: looks for what is new, writes it down, and sends it. */
import type { AlertNews } from '@exchequer/model';
import type { SourceHealth, Workspace } from '@exchequer/model/contract';
import type { Alerts } from '@exchequer/store/alert';
import { type Rounds, startRounds } from '../rounds/index.ts';
import type { Sender } from './send.ts';

export { createSender, type Sender } from './send.ts';

export interface AlertRoundsParts {
  alerts: Alerts;
  sender: Sender;
  sources(workspace: Workspace): Promise<SourceHealth[]>;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
}

const workspaces: readonly Workspace[] = ['live', 'sample'];
const [lookMs, sourcesMs] = [10_000, 5 * 60_000];
/** What is older was known before there was anybody to tell. */
const newsMs = 24 * 3_600_000;
/** Deliveries of one round: a channel that is slow must not hold up the next look for ever. */
const atOnce = 50;

/** Starts the rounds. Sources are asked less often, since that reads the journal. */
export function startAlertRounds({ alerts, sender, sources, now, log }: AlertRoundsParts): Rounds {
  const look = async () => {
    const since = new Date(now().getTime() - newsMs);
    for (const workspace of workspaces)
      await alerts.raise(workspace, await alerts.newsSince(workspace, since));
    for (let sent = 0; sent < atOnce; sent += 1) {
      if ((await alerts.deliverOne((delivery) => sender.send(delivery))) === null) return;
    }
  };
  const askSources = async () => {
    for (const workspace of workspaces)
      await alerts.raise(workspace, (await sources(workspace)).flatMap(staleNews));
  };
  const failing = 'alerts could not be sent';
  const looking = startRounds({ everyMs: lookMs, work: look, failing, log });
  const asking = startRounds({ everyMs: sourcesMs, work: askSources, failing, log });
  return {
    run: async () => {
      await asking.run();
      await looking.run();
    },
    close: async () => {
      await Promise.all([looking.close(), asking.close()]);
    },
  };
}

/** A source that went quiet, once for each silence. */
function staleNews({ source, name, state, last_recorded_at: last }: SourceHealth): AlertNews[] {
  if (state !== 'stale' || last === null) return [];
  return [
    {
      topic: 'source.stale',
      key: `source.stale:${source}:${last}`,
      level: 'warn',
      title: `${name} has gone quiet`,
      says: `Nothing has come since ${last.slice(0, 16).replace('T', ' ')} UTC. Figures of today may be too low.`,
      path: '/sources',
      data: { source, last_recorded_at: last },
    },
  ];
}
