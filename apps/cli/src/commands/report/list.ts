import type { CommandContext } from '../../frame/index.ts';
import { renderTable } from '../../output/index.ts';

/** Lists the board packs that were made. */
export async function listReports({ globals, connect, terminal, printJson }: CommandContext): Promise<void> {
  const { client } = await connect();
  const { snapshots } = await client.report.list({ workspace: globals.workspace });
  if (globals.json) return printJson('reports/1', { snapshots });
  if (snapshots.length === 0) {
    terminal.out('No board pack was made yet. Make one: exchequer report board\n');
    return;
  }
  const columns = [
    { title: 'Month' },
    { title: 'Made' },
    { title: 'By' },
    { title: 'Snapshot' },
    { title: 'SHA-256' },
  ];
  const rows = snapshots.map(({ id, month, made_at, made_by, digest }) => ({
    cells: [month, made_at.slice(0, 16).replace('T', ' '), made_by, id, digest.slice(0, 12)],
  }));
  terminal.out(renderTable({ columns, rows }, terminal.columns, terminal.style));
}
