import { Command, CommanderError } from 'commander';
import type { Connection, ConnectWish } from '../connection/index.ts';
import { complaintOf, exitCodes, type Terminal } from '../output/index.ts';
import type { Cli, CommandContext, GlobalOptions, Register } from './cli.ts';
import { globalOptions, makeProgram } from './program.ts';

/** Finds the server for a command; tests put their own in its place. */
export type Connect = (globals: GlobalOptions, terminal: Terminal, wish?: ConnectWish) => Promise<Connection>;

/** Loaded at the first call, since it brings the whole contract. */
const usualConnect: Connect = async (globals, terminal, wish) => {
  const { connect } = await import('../connection/index.ts');
  return connect(globals, terminal, wish);
};

interface ProgramParts {
  terminal: Terminal;
  version: string;
  registers: readonly Register[];
  connect?: Connect;
}

/** Runs one command line and returns its exit code. */
export async function runProgram(argv: readonly string[], parts: ProgramParts): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  const program = makeProgram(parts.terminal, parts.version);
  const cli = makeCli(parts.terminal, setExitCode, parts.connect);
  for (const register of parts.registers) register(program, cli);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return complain(error, parts.terminal);
    // Help asked for ends well; help shown for want of a command, and every bad flag, is a usage error.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

/** The frame's one place that catches: commands throw, this prints `error:` and `fix:`. */
function makeCli(
  terminal: Terminal,
  setExitCode: (code: number) => void,
  connect: Connect = usualConnect,
): Cli {
  return {
    run:
      (action) =>
      async (...given) => {
        const command = given.at(-1);
        if (!(command instanceof Command)) throw new TypeError('commander passes the command last');
        const opened: Connection[] = [];
        const open = async (globals: GlobalOptions, wish?: ConnectWish) => {
          const connection = await connect(globals, terminal, wish);
          opened.push(connection);
          return connection;
        };
        try {
          const context = contextOf(command, given.slice(0, -2), terminal, open);
          const code = await action(context as CommandContext<never>);
          if (code) setExitCode(code);
        } catch (error) {
          setExitCode(complain(error, terminal));
        }
        await closeAll(opened).catch((error: unknown) => setExitCode(complain(error, terminal)));
      },
  };
}

const closeAll = (opened: readonly Connection[]) =>
  Promise.all(opened.map((connection) => connection.close()));

function contextOf(
  command: Command,
  args: unknown[],
  terminal: Terminal,
  connect: (globals: GlobalOptions, wish?: ConnectWish) => Promise<Connection>,
): CommandContext {
  const globals = globalOptions(command, terminal);
  return {
    globals,
    options: command.opts(),
    args,
    terminal,
    connect: (wish) => connect(globals, wish),
    printJson(schema, body) {
      terminal.out(`${JSON.stringify({ schema: `exchequer.${schema}`, ...body }, null, 2)}\n`);
    },
  };
}

/** Prints a failure for a person and returns its exit code. */
function complain(error: unknown, terminal: Terminal): number {
  const { message, fix, exitCode } = complaintOf(error);
  terminal.err(
    `${terminal.errStyle.stop('error:')} ${message}\n${terminal.errStyle.bold('fix:')}   ${fix}\n`,
  );
  if (terminal.env.EXCHEQUER_DEBUG && error instanceof Error)
    terminal.err(`${error.stack}\n${causes(error)}`);
  return exitCode;
}

function causes(error: Error): string {
  const cause = error.cause;
  if (!(cause instanceof Error)) return '';
  return `caused by ${cause.stack}\n${causes(cause)}`;
}
