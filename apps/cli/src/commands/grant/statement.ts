import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { CommandContext } from '../../frame/index.ts';
import { CliError, usageError } from '../../output/index.ts';
import { findPerson } from './find.ts';

export interface StatementFlags {
  month: string;
  output: string;
}

const endings = ['.pdf', '.xlsx', '.csv'];

/** Fetches a person's statement and writes it to a file that its owner alone may read. */
export async function writeStatement(context: CommandContext<StatementFlags>): Promise<void> {
  const { globals, options, args, terminal } = context;
  const { month, output } = options;
  const target = resolve(terminal.cwd, output);
  const ending = extname(target).toLowerCase();
  if (!endings.includes(ending))
    throw usageError(`${output} is no paper`, `End it in ${endings.join(', ')}.`);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw usageError(`--month ${month} is no month`, 'Write it as 2026-11.');
  const connection = await context.connect();
  if (connection.kind === 'in-process') {
    throw new CliError(
      'papers are printed by the tower, and none is running on this home',
      'Start it: exchequer up, or npm start.',
    );
  }
  const person = await findPerson(connection.client, globals.workspace, args[0] as string);
  const query = new URLSearchParams({ worker_id: person.id, month });
  const path = `/api/w/${globals.workspace}/grants/statement${ending}?${query}`;
  const parts: Buffer[] = [];
  for await (const part of await connection.download(path)) parts.push(Buffer.from(part as Uint8Array));
  const bytes = Buffer.concat(parts);
  await writeFile(target, bytes, { mode: 0o600 }).catch((cause: unknown) => {
    throw new CliError(`${target} cannot be written`, 'Check the folder and that you may write there.', {
      cause,
    });
  });
  if (globals.json)
    context.printJson('grant-statement/1', { file: target, bytes: bytes.length, worker_id: person.id });
  else terminal.out(`Wrote the statement of ${person.name} for ${month} to ${target}.\n`);
}
