import { registers } from './commands/index.ts';
import { runProgram } from './frame/index.ts';
import { exitCodes, makeTerminal, type TerminalParts } from './output/index.ts';

/** Set by the build to the version of the root package. */
declare const EXCHEQUER_VERSION: string | undefined;

const version = typeof EXCHEQUER_VERSION === 'string' ? EXCHEQUER_VERSION : '0.1.0-dev';

interface World extends TerminalParts {
  stdout: TerminalParts['stdout'] & { on(event: 'error', told: (error: Error) => void): unknown };
}

/** Runs one command line with every command and returns its exit code. */
export function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  // A reader that closes the pipe early (`| head`) is no failure.
  world.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    throw error;
  });
  const terminal = makeTerminal({ ...world, env: withColorFlags(argv, world.env) });
  return runProgram(argv, { terminal, version, registers });
}

/** Colour flags work wherever they stand, as commander would see them only once it is too late. */
function withColorFlags(argv: readonly string[], env: TerminalParts['env']): TerminalParts['env'] {
  if (argv.includes('--no-color')) return { ...env, NO_COLOR: '1' };
  return argv.includes('--color') ? { ...env, FORCE_COLOR: '1' } : env;
}
