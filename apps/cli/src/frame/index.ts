/** What every command is built on. */
export type { Cli, CommandContext, Register } from './cli.ts';
export { makeProgram } from './program.ts';
export { type Connect, runProgram } from './run.ts';
