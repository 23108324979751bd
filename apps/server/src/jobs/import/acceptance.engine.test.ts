import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportKind } from '@exchequer/model/contract';
import { acceptanceFolder } from '@exchequer/vendors/acceptance';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { classes, type TestImports, type Totals, testImports } from './test-kit.ts';

let kit: TestImports;
beforeAll(async () => {
  kit = await testImports();
});
beforeEach(async () => {
  await kit.fresh();
});
afterAll(() => kit.close());

interface Expected {
  requests: number;
  tokens: Record<string, number | null>;
}
const groupings: Record<string, string> = {
  by_model: 'model',
  by_branch: 'branch',
  by_day: 'toDate(occurred_at)',
  by_thread: 'thread',
  by_session: 'session_id',
  by_repository: 'repo',
  by_commit: 'commit',
};
const plain = ({ requests, tokens }: Expected): Totals => ({
  requests,
  ...(Object.fromEntries(classes.map((name) => [name, tokens[name] ?? 0])) as Omit<Totals, 'requests'>),
});

type Expectation = { totals: Expected; [grouping: string]: unknown };
const expectedOf = (folder: string): Expectation =>
  JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

async function expectTotals(expected: Expectation): Promise<void> {
  expect((await kit.totals())['(all)']).toEqual(plain(expected.totals));
  for (const [key, column] of Object.entries(groupings)) {
    const groups = expected[key] as Record<string, Expected> | undefined;
    if (!groups) continue;
    const want = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, plain(group)]));
    expect(await kit.totals(column), key).toEqual(want);
  }
}

/** Complete lines of every file below a folder, by file. */
function linesBelow(folder: string): Map<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8').split('\n')]));
}

function writeLines(name: string, lines: readonly string[]): void {
  kit.write(name, lines.join('\n'));
}

/** A shuffle that is the same on every run. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item, place) => [(place * 7919 + 13) % 104_729, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

const cases: [folder: string, kind: ImportKind][] = [
  ['claude-code', 'claude-code'],
  ['claude-code-edge', 'claude-code'],
  ['codex', 'codex'],
  ['codex-edge', 'codex'],
];

for (const [name, kind] of cases) {
  const folder = acceptanceFolder(name);
  describe.skipIf(folder === null)(`the acceptance logs ${name}`, () => {
    const path = folder ?? '';

    test('give the expected requests and tokens per model, branch, day, thread and session', async () => {
      const progress = await kit.run({ kind, path });
      const expected = expectedOf(path);
      expect(progress).toMatchObject({ state: 'done', requests_added: expected.totals.requests });
      expect(progress.tokens_added).toBe(String(expected.totals.tokens.total));
      await expectTotals(expected);
    });

    test('add nothing when they are imported again', async () => {
      await kit.run({ kind, path });
      const again = await kit.run({ kind, path });
      expect(again).toMatchObject({ requests_added: 0, tokens_added: '0', state: 'done' });
      expect(again.files_unchanged).toBe(again.files);
      await expectTotals(expectedOf(path));
    });

    test('give the same totals from a copy that is duplicated, split and shuffled', async () => {
      const copy = join(kit.home, `copy-${name}`);
      for (const [file, lines] of linesBelow(path)) {
        const half = Math.ceil(lines.length / 2);
        const mixed = kind === 'codex' ? lines : shuffled(lines.filter((line) => line.trim() !== ''));
        writeLines(`copy-${name}/zz/${file}`, [...mixed, '']);
        writeLines(`copy-${name}/aa/${file}`, [...lines.slice(half), '']);
        writeLines(`copy-${name}/mm/${file}`, [...lines.slice(0, half), '']);
      }
      const progress = await kit.run({ kind, path: copy });
      rmSync(copy, { recursive: true });
      expect(progress.state).toBe('done');
      await expectTotals(expectedOf(path));
    });

    test('give the same totals when the parts arrive one after the other, last part first', async () => {
      const copy = join(kit.home, `parts-${name}`);
      for (const part of [1, 0]) {
        for (const [file, lines] of linesBelow(path)) {
          const half = Math.ceil(lines.length / 2);
          writeLines(`parts-${name}/part-${part}/${file}`, [
            ...(part === 1 ? lines.slice(half) : lines.slice(0, half)),
            '',
          ]);
        }
        expect((await kit.run({ kind, path: copy })).state).toBe('done');
      }
      rmSync(copy, { recursive: true });
      await expectTotals(expectedOf(path));
    });

    test('give the same totals when the files grow bit by bit, cut in the middle of lines', async () => {
      const copy = join(kit.home, `grow-${name}`);
      const whole = new Map(
        [...linesBelow(path)].map(([file, lines]) => [file, Buffer.from(lines.join('\n'))] as const),
      );
      for (const step of [0, 1, 2]) {
        for (const [file, bytes] of whole) {
          const at = (part: number) => Math.floor((bytes.length * part) / 3);
          mkdirSync(join(copy, file, '..'), { recursive: true });
          appendFileSync(join(copy, file), bytes.subarray(at(step), at(step + 1)));
        }
        expect((await kit.run({ kind, path: copy })).state).toBe('done');
      }
      rmSync(copy, { recursive: true });
      await expectTotals(expectedOf(path));
    });
  });
}

const claude = acceptanceFolder('claude-code');
test.skipIf(claude === null)(
  'output that the logs prove to be missing is told, and the figures are a lower bound',
  async () => {
    const progress = await kit.run({ kind: 'claude-code', path: claude ?? '' });
    expect(progress.missing_output_tokens).toBe('10618');
    const [row] = await kit.engine.queryAsWriter<Record<string, string>>(
      `SELECT sum(missing_output) AS missing, sumIf(requests, lower_bound = 1) AS bounded,
       sumIf(requests, missing_output > 0) AS matched FROM usage_journal`,
    );
    expect(row).toEqual({ missing: '10618', bounded: '62', matched: '4' });
  },
);

test.skipIf(claude === null)(
  'proven missing output stays when a subagent file is read again without its parent',
  async () => {
    const copy = join(kit.home, 'orphan');
    cpSync(claude ?? '', copy, { recursive: true });
    await kit.run({ kind: 'claude-code', path: copy });
    for (const file of linesBelow(copy).keys()) {
      if (!file.includes('subagents')) rmSync(join(copy, file));
      else writeFileSync(join(copy, file), `${readFileSync(join(copy, file), 'utf8')}\n`);
    }
    await kit.run({ kind: 'claude-code', path: copy });
    const [row] = await kit.engine.queryAsWriter<Record<string, string>>(
      'SELECT sum(missing_output) AS missing FROM usage_journal',
    );
    expect(row?.missing).toBe('10618');
    rmSync(copy, { recursive: true });
  },
);
