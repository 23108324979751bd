/** What every command is built on. */
export type { Cli, CommandAction, CommandContext, GlobalOptions, Register } from './cli.ts';
export { makeProgram } from './program.ts';
export { type Connect, complain, makeCli, type ProgramParts, runProgram } from './run.ts';
