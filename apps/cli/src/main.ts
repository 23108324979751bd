import { homedir } from 'node:os';
import { registers } from './commands/index.ts';
import { runProgram } from './frame/index.ts';
import { exitCodes, makeTerminal } from './output/index.ts';

/** Set by the build to the version of the root package. */
declare const EXCHEQUER_VERSION: string | undefined;

const version = typeof EXCHEQUER_VERSION === 'string' ? EXCHEQUER_VERSION : '0.1.0-dev';

/** Colour flags work wherever they stand, as commander would see them only once it is too late. */
function environment(): Readonly<Record<string, string | undefined>> {
  if (process.argv.includes('--no-color')) return { ...process.env, NO_COLOR: '1' };
  if (process.argv.includes('--color')) return { ...process.env, FORCE_COLOR: '1' };
  return process.env;
}

const terminal = makeTerminal({
  env: environment(),
  cwd: process.cwd(),
  homeDir: homedir(),
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
});

// A reader that closes the pipe early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await runProgram(process.argv.slice(2), { terminal, version, registers });
