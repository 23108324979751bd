import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GitCommit } from '@exchequer/model/contract';
import { CliError } from '../../output/index.ts';

const record = '\x1e';
const field = '\x1f';
const between = '\x1d';
/** Message bodies are looked through here for what they take back, and never leave this machine. */
const format = [
  ...['%H', '%aI', '%cI', '%P', '%aE', '%s'],
  `%(trailers:key=Co-authored-by,valueonly,separator=${between})`,
  '%b',
].join(field);

/** Lines of a git command in a folder. Ends with an error that says what git said. */
async function* gitLines(
  folder: string,
  args: readonly string[],
  input?: readonly string[],
): AsyncGenerator<string> {
  const child = spawn('git', ['-C', folder, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input?.map((line) => `${line}\n`).join(''));
  yield* createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  const code = await ended.catch((cause: unknown) => {
    throw new CliError('git could not be started', 'Install git, or run this where the repository is.', {
      cause,
    });
  });
  if (code !== 0) {
    throw new CliError(
      `git ${args[0]} failed in ${folder}: ${said.trim().split('\n').at(-1) ?? ''}`,
      'Name a folder inside a git repository with at least one commit: --from DIR.',
    );
  }
}

async function firstLine(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    for await (const line of gitLines(folder, args)) return line.trim() || null;
  } catch {
    return null;
  }
  return null;
}

/** The branch that everybody builds on: what the remote calls its head, else main or master, else HEAD. */
export async function mainLineOf(folder: string): Promise<string> {
  const remote = await firstLine(folder, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
  if (remote) return remote;
  for (const name of ['refs/heads/main', 'refs/heads/master']) {
    if (await firstLine(folder, ['rev-parse', '--verify', '--quiet', name])) return name;
  }
  return 'HEAD';
}

/** Address of the remote, with which outcomes of the host's webhooks agree; null without one. */
export const remoteOf = (folder: string): Promise<string | null> =>
  firstLine(folder, ['config', '--get', 'remote.origin.url']);

/** Commits of all branches, those of the main line marked, with patch ids by which rebased twins are told. */
export async function* readCommits(
  folder: string,
  mainLine: string,
  since?: string,
): AsyncGenerator<GitCommit> {
  const span = since ? [`--since=${since}`] : [];
  const onMain = new Set<string>();
  for await (const sha of gitLines(folder, ['rev-list', ...span, mainLine])) onMain.add(sha);
  const patches = await patchIds(folder, span);
  let lines: string[] = [];
  for await (const line of gitLines(folder, [
    'log',
    '--all',
    ...span,
    '--numstat',
    `--format=${record}${format}`,
  ])) {
    if (line.startsWith(record) && lines.length > 0) {
      yield commitOf(lines, onMain, patches);
      lines = [];
    }
    lines.push(line);
  }
  if (lines.length > 0) yield commitOf(lines, onMain, patches);
}

/** Commit hash → stable patch id. Merges have none. */
async function patchIds(folder: string, span: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const log = spawn('git', ['-C', folder, 'log', '--all', ...span, '-p', '--no-textconv', '--no-ext-diff'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ids = spawn('git', ['-C', folder, 'patch-id', '--stable'], { stdio: [log.stdout, 'pipe', 'ignore'] });
  const found = new Map<string, string>();
  for await (const line of createInterface({ input: ids.stdout as NodeJS.ReadableStream })) {
    const [patch, sha] = line.split(' ');
    if (patch && sha) found.set(sha, patch);
  }
  return found;
}

/** A record: eight fields, of which the last, the message body, may run over lines; then lines of counts. */
function commitOf(
  lines: readonly string[],
  onMain: ReadonlySet<string>,
  patches: ReadonlyMap<string, string>,
): GitCommit {
  const text = lines.join('\n').slice(record.length);
  const [
    sha = '',
    authored = '',
    committed = '',
    parents = '',
    email = '',
    subject = '',
    coAuthors = '',
    rest = '',
  ] = text.split(field);
  const counts = rest.split('\n').flatMap(countsIn);
  return {
    sha,
    author_time: authored,
    committer_time: committed,
    parents: parents.split(' ').filter(Boolean).length,
    author_email: email.slice(0, 320),
    subject: subject.slice(0, 2_000),
    on_main: onMain.has(sha),
    patch_id: patches.get(sha) ?? '',
    co_authors: coAuthors
      .split(between)
      .map((name) => name.trim().slice(0, 400))
      .filter(Boolean)
      .slice(0, 50),
    reverts: [...rest.matchAll(/\bThis reverts commit ([0-9a-f]{7,64})\b/g)]
      .map(([, of]) => of as string)
      .slice(0, 50),
    merge_request: /\bSee merge request \S*!(\d{1,10})\b/.exec(rest)?.[1] ?? '',
    insertions: counts.reduce((sum, { added }) => sum + added, 0),
    deletions: counts.reduce((sum, { removed }) => sum + removed, 0),
    files_changed: counts.length,
  };
}

/** `3<tab>1<tab>file`; a binary file counts no lines. */
function countsIn(line: string): { added: number; removed: number }[] {
  const found = /^(\d+|-)\t(\d+|-)\t./.exec(line);
  return found ? [{ added: Number(found[1]) || 0, removed: Number(found[2]) || 0 }] : [];
}
