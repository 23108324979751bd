import { type EmbeddedPostgres, startEmbedded } from '@exchequer/store/postgres';
import type { Progress } from './progress.ts';

/** The database of a supervisor: its address, and how to keep and stop it. */
export interface Database {
  url: string;
  stop(withinMs: number): Promise<void>;
}

const lookEveryMs = 500;

/** Starts the embedded server and starts it again, on the same port, whenever it is gone. */
export async function keepDatabase(
  home: string,
  progress: Progress,
  onLost: (error: unknown) => void,
): Promise<Database> {
  let server = await startEmbedded({ home, say: progress.step });
  progress.step(described(server));
  let restarting = false;
  const watch = setInterval(async () => {
    if (restarting || server.isAlive()) return;
    restarting = true;
    progress.step('PostgreSQL is gone; it is started again');
    try {
      server = await startEmbedded({ home, port: server.port, say: progress.step });
      progress.step(described(server));
    } catch (error) {
      clearInterval(watch);
      onLost(error);
    }
    restarting = false;
  }, lookEveryMs);
  return {
    url: server.url,
    stop: async (withinMs) => {
      clearInterval(watch);
      await server.stop(withinMs);
    },
  };
}

function described({ origin, pid, port }: EmbeddedPostgres): string {
  const what = { started: 'runs', 'taken-over': 'was running and is kept', shared: 'is shared' }[origin];
  return `PostgreSQL ${what} (pid ${pid}, 127.0.0.1:${port})`;
}
