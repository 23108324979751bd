import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartFailure } from './failure.ts';
import { defaultPort } from './port.ts';
import type { SuperviseOptions } from './supervise.ts';

/** What a person may set on the command line; the environment gives what is left out. */
export interface StartFlags {
  port?: string | undefined;
  host?: string | undefined;
  home?: string | undefined;
  log?: string | undefined;
  /** Load the simulated company, or leave it out, which is what happens without either. */
  sample?: boolean | undefined;
  empty?: boolean | undefined;
}

export interface StartSurroundings {
  flags: StartFlags;
  env: Readonly<Record<string, string | undefined>>;
  /** Relative homes stand below this folder. */
  cwd: string;
  /** Folder of the bundles. */
  dist?: string;
}

/** Reads flags and environment into the options of a start. */
export function startOptions(around: StartSurroundings): Omit<SuperviseOptions, 'write'> {
  const { flags, env, cwd } = around;
  const log = flags.log ?? env.EXCHEQUER_LOG ?? 'file';
  if (log !== 'file' && log !== 'output') {
    throw new StartFailure(
      'bad-setting',
      `\`${log}\` is no place for the log`,
      'Use --log file or --log output.',
    );
  }
  if (flags.sample && flags.empty) {
    throw new StartFailure('bad-setting', '--sample and --empty exclude each other', 'Give one of them.');
  }
  return {
    ...(flags.sample && { sample: true }),
    home: resolve(cwd, flags.home || env.EXCHEQUER_HOME || 'data'),
    host: flags.host ?? env.EXCHEQUER_HOST ?? '127.0.0.1',
    port: readPort(flags.port ?? env.EXCHEQUER_PORT),
    env,
    entry: join(around.dist ?? bundleFolder(), 'server.mjs'),
    log,
  };
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return defaultPort;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new StartFailure(
    'bad-setting',
    `\`${text}\` is no port`,
    'Give a number from 1 to 65535, such as --port 4100.',
  );
}

/** This code runs as dist/cli.mjs or from a chunk below; the tower's bundle stands in dist/. */
function bundleFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [here, dirname(here)].find((folder) => existsSync(join(folder, 'server.mjs')));
  if (found) return found;
  throw new StartFailure(
    'not-built',
    `there is no built server near ${here}`,
    'Run `npm run build` and try again.',
  );
}
