import type { Workspace } from '@exchequer/model/contract';
import type { Command } from 'commander';
import type { Connection, ConnectWish, ServerChoice } from '../connection/index.ts';
import type { ExitCode, Terminal } from '../output/index.ts';

/** Flags that every command takes. */
export interface GlobalOptions extends ServerChoice {
  json: boolean;
  workspace: Workspace;
}

/** What a command gets to work with. */
export interface CommandContext<Options = Record<string, unknown>> {
  globals: GlobalOptions;
  /** The command's own flags. */
  options: Options;
  /** Positional arguments in order; a variadic one is an array. */
  args: unknown[];
  terminal: Terminal;
  /**
   * The typed client: a server by URL, the running tower of the home, or the server composed in
   * this process. It is closed when the command ends.
   */
  connect(wish?: ConnectWish): Promise<Connection>;
  /** Prints `{ schema: "exchequer.<name>/<version>", ...body }` for machines. */
  printJson(schema: string, body: object): void;
}

/** What a command does; its exit code, 0 when it returns nothing. */
type CommandAction<Options> = (
  context: CommandContext<Options>,
) => Promise<ExitCode | undefined> | Promise<void>;

/** Given to every `register…` function. */
export interface Cli {
  /**
   * Wraps an action for `command.action(...)`: connections closed, errors printed as `error:` and
   * `fix:`, exit code set. Import what is heavy inside the action, so that `--help` stays quick.
   */
  run<Options = Record<string, unknown>>(
    action: CommandAction<Options>,
  ): (...args: unknown[]) => Promise<void>;
}

/** Each command file exports one of these; main.ts lists them. */
export type Register = (program: Command, cli: Cli) => void;
