import { describe, expect, test } from 'vitest';
import { domainFolders } from './domains.ts';
import type { Check, SourceFile } from './finding.ts';
import { anyType, defaultExport } from './language.ts';
import { leftoverNote, vagueName } from './names.ts';
import { fileLength, functionLength } from './size.ts';
import { surroundings } from './surroundings.ts';

const where = 'packages/core/src/pricing/price.ts';
const lines = (count: number) => 'const a = 1;\n'.repeat(count);
const fn = (body: number) => `export function price() {\n${'  void 0;\n'.repeat(body)}}\n`;
const note = `// ${'TO'}${'DO'} later`;

interface Case {
  check: Check;
  bad: SourceFile[];
  good: SourceFile[];
}

const file = (text: string, path = where): SourceFile => ({ path, text });

const cases: Record<string, Case> = {
  'a file holds at most 400 lines': {
    check: fileLength,
    bad: [file(lines(401))],
    good: [file(lines(400)), file(lines(900), 'packages/store/src/migrations/0001_start.sql')],
  },
  'a function holds at most 70 lines': {
    check: functionLength,
    bad: [file(fn(69)), file(`export const price = () => {\n${'  void 0;\n'.repeat(69)}};\n`)],
    good: [file(fn(68)), file(fn(200), 'packages/core/src/pricing/price.test.ts')],
  },
  'the type `any` is not used': {
    check: anyType,
    bad: [file('export const a: any = 1;'), file('export const a = 1 as any;')],
    good: [file('export const a: unknown = "any";')],
  },
  'there are no default exports': {
    check: defaultExport,
    bad: [
      file('export default 1;'),
      file('export default function price() {}'),
      file('const a = 1; export { a as default };'),
    ],
    good: [file('export const a = 1;'), file('export default {};', 'vitest.config.ts')],
  },
  'clock, chance and environment are read in composition roots only': {
    check: surroundings,
    bad: ['Date.now()', 'new Date()', 'Math.random()', 'process.env.HOME'].map((read) =>
      file(`export const a = ${read};`),
    ),
    good: [
      file('export const a = (now: number) => new Date(now);'),
      file('export const a = Date.now();', 'apps/server/src/compose.ts'),
      file('export const a = Date.now();', 'tools/bench/src/start.ts'),
    ],
  },
  'folders and files are named by the domain': {
    check: vagueName,
    bad: [
      file('', 'packages/core/src/utils/date.ts'),
      file('', 'packages/core/src/pricing/helpers.ts'),
      file('', 'packages/common/src/price.ts'),
      file('', 'apps/web/src/manager.tsx'),
    ],
    good: [file('', 'packages/core/src/pricing/common-multiple.ts')],
  },
  'no notes to oneself stay in the source': {
    check: leftoverNote,
    bad: [file(note), file(note, 'docs/GLOSSARY.md'), file(`/* ${'FIX'}${'ME'} */`)],
    good: [file('// Prices are dated.')],
  },
};

describe.each(Object.entries(cases))('%s', (_name, { check, bad, good }) => {
  test.each(bad)('and the breach %# is found, with what to do instead', (sample) => {
    const findings = check(sample);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.instead.length).toBeGreaterThan(20);
  });

  test.each(good)('and the sound sample %# passes', (sample) => {
    expect(check(sample)).toEqual([]);
  });
});

describe('a domain folder of core and store', () => {
  const readme = (count: number) => file('a\n'.repeat(count), 'packages/core/src/pricing/README.md');
  const index = file('', 'packages/core/src/pricing/index.ts');
  const paths = (files: SourceFile[]) => domainFolders(files).map((finding) => finding.path);

  test('is sound with an index and a README of 40 lines', () => {
    expect(paths([index, readme(40)])).toEqual([]);
  });

  test('needs a README', () => {
    expect(paths([index])).toEqual(['packages/core/src/pricing/README.md']);
  });

  test('needs an index', () => {
    expect(paths([file(''), readme(3)])).toEqual(['packages/core/src/pricing/index.ts']);
  });

  test('keeps its README within 40 lines', () => {
    expect(paths([index, readme(41)])).toEqual(['packages/core/src/pricing/README.md']);
  });

  test('may stand in a group of domains, which then needs no README', () => {
    const journal = file('', 'packages/store/src/analytics/journal/table.ts');
    expect(paths([journal])).toEqual([
      'packages/store/src/analytics/journal/index.ts',
      'packages/store/src/analytics/journal/README.md',
    ]);
  });
});
