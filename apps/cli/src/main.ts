import { homedir } from 'node:os';
import { CommanderError } from 'commander';
import { registerDoctor } from './commands/doctor.ts';
import { registerDown } from './commands/down.ts';
import { registerImport } from './commands/import/index.ts';
import { registerLogin } from './commands/login/index.ts';
import { registerPeople } from './commands/people/index.ts';
import { registerPrices } from './commands/prices/index.ts';
import { registerSource } from './commands/source/index.ts';
import { registerToken } from './commands/token/index.ts';
import { registerUp } from './commands/up.ts';
import { registerUsage } from './commands/usage/index.ts';
import { makeCli, makeProgram, type Register } from './frame/index.ts';
import { exitCodes, makeTerminal } from './output/index.ts';

/** Set by the build to the version of the root package. */
declare const EXCHEQUER_VERSION: string | undefined;

/** Every command, in the order of the help. A new one is one file and one line here. */
const registers: Register[] = [
  registerUp,
  registerDown,
  registerDoctor,
  registerUsage,
  registerImport,
  registerSource,
  registerPeople,
  registerPrices,
  registerToken,
  registerLogin,
];

const version = typeof EXCHEQUER_VERSION === 'string' ? EXCHEQUER_VERSION : '0.1.0-dev';

/** Colour flags work wherever they stand, as commander would see them only once it is too late. */
function environment(): Readonly<Record<string, string | undefined>> {
  if (process.argv.includes('--no-color')) return { ...process.env, NO_COLOR: '1' };
  if (process.argv.includes('--color')) return { ...process.env, FORCE_COLOR: '1' };
  return process.env;
}

async function main(): Promise<void> {
  const terminal = makeTerminal({
    env: environment(),
    cwd: process.cwd(),
    homeDir: homedir(),
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => new Date(),
  });
  const setExitCode = (code: number) => {
    process.exitCode = code;
  };
  const program = makeProgram(terminal, version);
  const cli = makeCli(terminal, setExitCode);
  for (const register of registers) register(program, cli);
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help asked for ends well; help shown for want of a command, and every bad flag, is a usage error.
    const asked = ['commander.helpDisplayed', 'commander.version'].includes(error.code);
    setExitCode(asked || error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
  }
}

// A reader that closes the pipe early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

await main();
