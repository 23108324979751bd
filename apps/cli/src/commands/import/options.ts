import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ImportKind } from '@exchequer/model/contract';
import { usageError } from '../../output/index.ts';

/** Flags of `import` as commander hands them over. */
export interface ImportFlags {
  from?: string;
  map?: string[];
  watch?: boolean;
  dryRun?: boolean;
  repo?: string;
}

/** What the reader asked for, checked. */
export interface ImportRequest {
  kind: ImportKind | 'auto';
  path: string | undefined;
  mapping: Record<string, string> | undefined;
  watch: boolean;
  dryRun: boolean;
}

export const tabularKinds: readonly string[] = ['csv', 'jsonl', 'focus', 'litellm', 'openrouter'];

/** Checks the flags, and reads a mapping file. */
export async function importRequest(
  kind: ImportRequest['kind'],
  flags: ImportFlags,
  cwd: string,
): Promise<ImportRequest> {
  if (kind === 'auto' && flags.from) {
    throw usageError(
      'auto finds the logs by itself and takes no --from',
      'Name the source, such as import claude-code --from DIR.',
    );
  }
  if (tabularKinds.includes(kind) && !flags.from) {
    throw usageError(`import ${kind} needs a file`, `Name it: exchequer import ${kind} --from FILE.`);
  }
  if (flags.map && kind !== 'csv' && kind !== 'jsonl') {
    throw usageError(
      `--map does not apply to ${kind}, whose columns are known`,
      'Leave --map out, or import the file as csv or jsonl.',
    );
  }
  return {
    kind,
    path: flags.from === undefined ? undefined : resolve(cwd, flags.from),
    mapping: flags.map ? await readMapping(flags.map, cwd) : undefined,
    watch: flags.watch === true,
    dryRun: flags.dryRun === true,
  };
}

async function readMapping(texts: readonly string[], cwd: string): Promise<Record<string, string>> {
  const parts = await Promise.all(
    texts.map((text) => (isPairs(text) ? pairsOf(text) : fileMapping(resolve(cwd, text)))),
  );
  return Object.assign({}, ...parts);
}

const isPairs = (text: string): boolean => /^[a-z_0-9]+=/i.test(text);

/** `a=b,c==text`: a comma splits pairs only where another pair begins, so that a constant may hold one. */
function pairsOf(text: string): Record<string, string> {
  const pairs = text.split(/,(?=\s*[a-z_0-9]+=)/i).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const empty = pairs.find(([, value]) => value === '');
  if (empty)
    throw usageError(`--map ${empty[0]} names no column`, `Write it as ${empty[0]}=<column of the file>.`);
  return Object.fromEntries(pairs);
}

async function fileMapping(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw usageError(
      `the mapping file ${path} cannot be read`,
      'Give a YAML or JSON file, or pairs such as output=tokens_out.',
    );
  });
  const { parse } = await import('yaml');
  const wrong = () =>
    usageError(
      `${path} is no mapping`,
      'Write one "journal column: file column" per line, or a JSON object.',
    );
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    throw wrong();
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw wrong();
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, String(value)]));
}
