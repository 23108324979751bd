import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, type ExitCode, exitCodes } from '../../output/index.ts';

export interface ProcessFlags {
  port?: string;
  host?: string;
  number?: string;
}

/**
 * Runs one gateway of the home until it is stopped. A process of its own, so that nothing of the command
 * line shares its memory or its turns.
 */
export async function runGatewayProcess({
  globals,
  options,
  terminal,
}: CommandContext<ProcessFlags>): Promise<ExitCode> {
  const entry = join(dirname(terminal.script ?? ''), 'gateway.mjs');
  if (!terminal.script || !existsSync(entry)) {
    throw new CliError(`there is no gateway at ${entry}`, 'Build it: npm run build.');
  }
  const env = {
    ...terminal.env,
    EXCHEQUER_HOME: globals.home,
    ...(options.port && { EXCHEQUER_GATEWAY_PORT: options.port }),
    ...(options.host && { EXCHEQUER_GATEWAY_HOST: options.host }),
    ...(options.number && { EXCHEQUER_GATEWAY_NUMBER: options.number }),
    ...(globals.url && { EXCHEQUER_TOWER_URL: globals.url }),
    ...(globals.token && { EXCHEQUER_TOWER_TOKEN: globals.token }),
  };
  const child = spawn(process.execPath, [entry], { stdio: 'inherit', env });
  const stop = () => child.kill('SIGTERM');
  // Ctrl-C reaches the gateway by itself; it is only waited for here.
  const wait = () => {};
  process.on('SIGTERM', stop).on('SIGINT', wait);
  try {
    const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
    return code === 0 ? exitCodes.ok : exitCodes.error;
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', wait);
  }
}
