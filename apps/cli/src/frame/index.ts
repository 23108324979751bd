/** What every command is built on. */
export type { Cli, CommandAction, CommandContext, GlobalOptions, Register } from './cli.ts';
export { makeProgram } from './program.ts';
export { complain, makeCli } from './run.ts';
