import type { CommandContext } from '../../frame/index.ts';

/** Shows what the weekly digest says of the last whole week; nothing is sent. */
export async function showDigest({ globals, connect, terminal, printJson }: CommandContext): Promise<void> {
  const { client } = await connect();
  const digest = await client.report.digest({ workspace: globals.workspace });
  if (globals.json) return printJson('digest/1', { ...digest });
  if (globals.workspace === 'sample') terminal.out('SAMPLE: figures of a simulated company\n');
  const lines = digest.lines.map(({ text }) => `  ${text}\n`).join('');
  terminal.out(`${terminal.style.bold(digest.title)}\n${lines}`);
  terminal.out(`\n${digest.from} to ${digest.to}, the last day excluded, ${digest.time_zone}\n`);
}
