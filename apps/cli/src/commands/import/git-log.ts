import { resolve } from 'node:path';
import { commitsPerRequest, type GitCommit } from '@exchequer/model/contract';
import type { CommandContext } from '../../frame/index.ts';
import {
  CliError,
  countFigure,
  type ExitCode,
  exitCodes,
  startProgress,
  usageError,
} from '../../output/index.ts';
import { mainLineOf, readCommits, remoteOf } from './git-log-read.ts';
import type { ImportFlags } from './options.ts';

/** Sends the commits of a repository on this machine, wherever the tower is. Twice changes nothing. */
export async function importGitLog(context: CommandContext<ImportFlags>): Promise<ExitCode> {
  const { terminal, globals, options } = context;
  if (options.map || options.watch) {
    throw usageError(
      '--map and --watch do not apply to git-log',
      'Leave them out; run it again for what is new.',
    );
  }
  const folder = resolve(terminal.cwd, options.from ?? '.');
  const repo = options.repo ?? (await remoteOf(folder));
  if (!repo) {
    throw new CliError(
      `the repository in ${folder} names no remote, so its pull requests cannot be told from others`,
      'Name it: --repo github.com/acme/api.',
    );
  }
  const mainLine = await mainLineOf(folder);
  const connection = options.dryRun ? null : await context.connect();
  const sums = { commits: 0, on_main: 0, outcomes: 0, links: 0 };
  const progress = startProgress(terminal);
  const send = async (commits: readonly GitCommit[]) => {
    progress.step({ what: `Commits of ${repo}: ${countFigure(String(sums.commits))}` });
    if (!connection || commits.length === 0) return;
    const taken = await connection.client.outcome.commits({
      ...{ workspace: globals.workspace, repo, commits: [...commits] },
    });
    sums.outcomes += Number(taken.outcomes);
    sums.links += Number(taken.links);
  };
  try {
    let part: GitCommit[] = [];
    for await (const commit of readCommits(folder, mainLine)) {
      sums.commits += 1;
      if (commit.on_main) sums.on_main += 1;
      part.push(commit);
      if (part.length < commitsPerRequest) continue;
      await send(part);
      part = [];
    }
    await send(part);
  } finally {
    progress.clear();
  }
  tell(context, { ...sums, repo, main_line: mainLine, dry_run: options.dryRun === true });
  return sums.commits > 0 ? exitCodes.ok : exitCodes.error;
}

interface Told {
  repo: string;
  main_line: string;
  dry_run: boolean;
  commits: number;
  on_main: number;
  outcomes: number;
  links: number;
}

function tell({ terminal, globals, printJson }: CommandContext<ImportFlags>, told: Told): void {
  if (globals.json) {
    printJson('git-log/1', told);
    return;
  }
  const figure = (count: number) => countFigure(String(count));
  const mainLine = told.main_line.replace(/^refs\/(heads|remotes)\//, '');
  terminal.out(
    `${figure(told.commits)} commits of ${told.repo}, ${figure(told.on_main)} of them on ${mainLine}.\n`,
  );
  terminal.out(
    told.dry_run
      ? 'Nothing was sent.\n'
      : `${figure(told.outcomes)} pull requests were found merged that this log had not told of before.\n`,
  );
}
