import { resolve } from 'node:path';
import type { TermKind } from '@exchequer/model';
import type { CommandContext } from '../../frame/index.ts';
import { type ExitCode, exitCodes, readGiven } from '../../output/index.ts';

export type AddFlags = Record<string, string | boolean | undefined> & { yes?: boolean };

/** States one term from flags. */
export async function addTerm(
  context: CommandContext<AddFlags>,
  kind: TermKind,
  name: string,
): Promise<ExitCode> {
  const { yes, ...flags } = context.options;
  const cells = { [name]: context.args[0] as string, ...flags };
  const given = Object.entries(cells).filter(([, value]) => typeof value === 'string');
  // JSON is YAML: no cell can end its own text.
  return state(context, kind, JSON.stringify([Object.fromEntries(given)]), 'the flags', yes === true);
}

/** Checks a file of terms and, with --yes, states them. Any bad row and nothing is stated. */
export async function importTerms(
  context: CommandContext<{ yes?: boolean }>,
  kind: TermKind,
): Promise<ExitCode> {
  const { options, args, terminal } = context;
  const path = resolve(terminal.cwd, args[0] as string);
  const text = await readGiven(path);
  return state(context, kind, text, path, options.yes === true);
}

async function state(
  { globals, terminal, connect, printJson }: CommandContext<object>,
  kind: TermKind,
  text: string,
  from: string,
  yes: boolean,
): Promise<ExitCode> {
  const { client } = await connect();
  const result = await client.terms.state({ workspace: globals.workspace, kind, text, dry_run: !yes });
  const code = result.rejected.length > 0 ? exitCodes.error : exitCodes.ok;
  if (globals.json) {
    printJson('terms-import/1', result);
    return code;
  }
  for (const { row, error, fix } of result.rejected) terminal.err(`${from}:${row} ${error}. ${fix}\n`);
  if (result.rejected.length > 0) terminal.err('Nothing was stated.\n');
  else terminal.out(`${result.taken} ${yes ? 'stated' : 'would be stated; add --yes to state them'}.\n`);
  return code;
}

/** Removes what is stated of a name; without `--yes` it only says so. */
export async function removeTerm(
  { globals, terminal, connect, printJson, options, args }: CommandContext<{ yes?: boolean }>,
  kind: TermKind,
): Promise<void> {
  const name = args[0] as string;
  if (!options.yes) return terminal.out(`Everything stated of “${name}” would be removed; add --yes.\n`);
  const { client } = await connect();
  const done = await client.terms.remove({ workspace: globals.workspace, kind, name });
  if (globals.json) return printJson('terms-removed/1', done);
  terminal.out(`Removed ${done.removed} of “${name}”.\n`);
}
