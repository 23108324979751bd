import { access } from 'node:fs/promises';
import { CliError, type Terminal } from '../output/index.ts';
import type { Connection, ServerChoice } from './connection.ts';
import { runningTower } from './tower-file.ts';

export interface ConnectWish {
  /**
   * When there is no data home at all, read the logs on this machine into memory instead. The time
   * zone is that of the days which will be asked for, so that the rollups hold those very days.
   */
  justLogs?: string;
  /** A gateway key to be let in with, where no API token was given. */
  key?: string | undefined;
  /** Only a server that runs: a command that stays must not hold the home. */
  running?: true;
}

/** Finds the server: by URL, the running tower of the home, else composed in this process. */
export async function connect(
  choice: ServerChoice,
  terminal: Terminal,
  wish: ConnectWish = {},
): Promise<Connection> {
  const token = choice.token ?? wish.key;
  if (choice.url) return byUrl(choice.url, token);
  const tower = await runningTower(choice.home);
  if (tower) return byTower(tower, token);
  if (wish.running) throw notRunning(choice.home);
  if (!(await exists(choice.home)) && !terminal.env.DATABASE_URL) {
    if (wish.justLogs && choice.homeNamed) throw noHome(choice.home);
    if (wish.justLogs) {
      const { justLogsConnection } = await import('./just-logs.ts');
      return justLogsConnection(terminal, wish.justLogs);
    }
    terminal.err(`New data home: ${choice.home}\n`);
  }
  const { inProcessConnection } = await import('./in-process.ts');
  return inProcessConnection(choice, terminal);
}

const notRunning = (home: string): CliError =>
  new CliError(`no tower runs on ${home}`, 'Start it with `exchequer up`, or name another with --url.');

const noHome = (home: string): CliError =>
  new CliError(
    `there is no data home at ${home}`,
    'Check --home and EXCHEQUER_HOME; without them, `exchequer usage` reads just the logs of this machine.',
  );

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function byUrl(url: string, token: string | undefined): Promise<Connection> {
  if (!/^https?:\/\/[^\s]+$/.test(url)) {
    throw new CliError(`not a URL: ${url}`, 'Give the whole address, such as https://exchequer.example.');
  }
  const { downloader, remoteClient } = await import('./remote.ts');
  const server = {
    url,
    token,
    fixWhenSilent: 'Check the address and that the server runs; `exchequer up` starts one here.',
  };
  const client = remoteClient(server);
  const host = new URL(url).hostname;
  const seesOurFiles = ['127.0.0.1', 'localhost', '[::1]'].includes(host);
  return {
    client,
    kind: 'url',
    place: url,
    seesOurFiles,
    download: downloader(server),
    close: async () => {},
  };
}

async function byTower(
  tower: { url: string; token: string },
  token: string | undefined,
): Promise<Connection> {
  const { downloader, remoteClient } = await import('./remote.ts');
  const server = {
    url: tower.url,
    token: token ?? tower.token,
    fixWhenSilent:
      'The tower of this home is starting or hangs: try again, or restart it with `exchequer down` and `exchequer up`.',
  };
  return {
    client: remoteClient(server),
    download: downloader(server),
    kind: 'tower',
    place: `the tower at ${tower.url}`,
    seesOurFiles: true,
    close: async () => {},
  };
}
