import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, pageLimit, renderTable, usageError } from '../../output/index.ts';
import { doneText, printPlan } from './show-plan.ts';
import { sectionsDone } from './show-sections.ts';

/** `policy history`. */
export async function history({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ limit: string }>) {
  const limit = pageLimit(options.limit);
  const { client } = await connect();
  const page = await client.policy.history({ workspace: globals.workspace, limit });
  if (globals.json) return printJson('policy-history/1', page);
  if (page.versions.length === 0) {
    terminal.out('No policy file has been applied yet. Start with: exchequer policy export\n');
    return;
  }
  const table = {
    columns: [
      { title: 'Version', align: 'right' as const },
      { title: 'Applied (UTC)' },
      { title: 'By', least: 10 },
      { title: 'What', least: 20 },
      { title: 'Note', least: 10, dropOrder: 1 },
    ],
    rows: page.versions.map((one) => ({
      cells: [
        String(one.version),
        one.applied_at.slice(0, 16).replace('T', ' '),
        one.actor_name,
        [doneText(one.summary), ...sectionsDone(one)].join('; '),
        one.note,
      ],
    })),
  };
  terminal.out(renderTable(table, terminal.columns, terminal.style));
  if (page.next_cursor) terminal.out(`The newest ${limit}; see more with --limit.\n`);
}

/** `policy show`: a file as it was applied. */
export async function show({
  args,
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ changes: boolean }>) {
  const version = Number(args[0]);
  if (!Number.isInteger(version) || version < 1) {
    throw usageError(`"${args[0]}" is no version`, 'Write a number from: exchequer policy history');
  }
  const { client } = await connect();
  const found = await client.policy.show({ workspace: globals.workspace, version });
  if (globals.json) return printJson('policy-version/1', found);
  if (options.changes) printPlan({ ...found, summary: found.version.summary }, terminal);
  else terminal.out(found.text);
}

/** `policy export`: envelopes, purposes and cost centres of today as a file to start from. */
export async function exportPolicy({
  options,
  globals,
  connect,
  terminal,
  printJson,
}: CommandContext<{ out?: string; scope: 'file' | 'all' }>) {
  const { client } = await connect();
  const made = await client.policy.export({ workspace: globals.workspace, scope: options.scope });
  if (globals.json) return printJson('policy-export/1', made);
  if (options.out === undefined) return terminal.out(made.text);
  await writeFile(resolve(terminal.cwd, options.out), made.text, { flag: 'wx' }).catch((cause: unknown) => {
    throw new CliError(
      `${options.out} cannot be written`,
      'Give a path that does not exist yet, in a folder that does.',
      { cause },
    );
  });
  terminal.out(`${made.envelopes} envelopes written to ${options.out}.\n`);
}
