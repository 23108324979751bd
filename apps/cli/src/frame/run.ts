import { Command } from 'commander';
import type { Connection } from '../connection/index.ts';
import { complaintOf, type Terminal } from '../output/index.ts';
import type { Cli, CommandContext } from './cli.ts';
import { globalOptions } from './program.ts';

/** The frame's one place that catches: commands throw, this prints `error:` and `fix:`. */
export function makeCli(terminal: Terminal, setExitCode: (code: number) => void): Cli {
  return {
    run:
      (action) =>
      async (...given) => {
        const command = given.at(-1);
        if (!(command instanceof Command)) throw new TypeError('commander passes the command last');
        const opened: Connection[] = [];
        try {
          const context = contextOf(command, given.slice(0, -2), terminal, opened);
          const code = await action(context as CommandContext<never>);
          if (code) setExitCode(code);
        } catch (error) {
          setExitCode(complain(error, terminal));
        } finally {
          for (const connection of opened) await connection.close();
        }
      },
  };
}

function contextOf(
  command: Command,
  args: unknown[],
  terminal: Terminal,
  opened: Connection[],
): CommandContext {
  const globals = globalOptions(command, terminal);
  return {
    globals,
    options: command.opts(),
    args,
    terminal,
    async connect(wish) {
      const { connect } = await import('../connection/index.ts');
      const connection = await connect(globals, terminal, wish);
      opened.push(connection);
      return connection;
    },
    printJson(schema, body) {
      terminal.out(`${JSON.stringify({ schema: `exchequer.${schema}`, ...body }, null, 2)}\n`);
    },
  };
}

/** Prints a failure for a person and returns its exit code. */
export function complain(error: unknown, terminal: Terminal): number {
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
