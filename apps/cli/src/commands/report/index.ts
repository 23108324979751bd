/** `exchequer report`: papers of the whole company. */
import type { Command } from 'commander';
import type { Cli } from '../../frame/index.ts';
import type { BoardFlags } from './board.ts';

/** Adds `report board`, `report list` and `report digest`. */
export function registerReport(program: Command, cli: Cli): void {
  const report = program.command('report').description('Papers of the whole company: the board pack');
  report
    .command('board')
    .description('The board pack of a month: ten parts on one page, kept with every figure')
    .option('--month <month>', 'Such as 2026-10; without it the last whole month')
    .option('--format <format>', 'pdf, xlsx or json; without it by the ending of --out, or a summary')
    .option('--out <file>', 'File to write')
    .option('--paper <size>', 'a4 or letter', 'a4')
    .option('--snapshot <id>', 'One that was made before, instead of a new one')
    .action(
      cli.run<BoardFlags>(async (context) => {
        const { writeBoard } = await import('./board.ts');
        await writeBoard(context);
      }),
    );
  report
    .command('list')
    .description('Board packs that were made, newest first')
    .action(
      cli.run(async (context) => {
        const { listReports } = await import('./list.ts');
        await listReports(context);
      }),
    );
  report
    .command('digest')
    .description('What the weekly digest says of the last whole week; sends nothing')
    .action(
      cli.run(async (context) => {
        const { showDigest } = await import('./digest.ts');
        await showDigest(context);
      }),
    );
}
