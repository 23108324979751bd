import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';

/** Gives tests the same meaning of `import sql from './x.sql'` as the bundles: the file's text. */
const sqlAsText: Plugin = {
  name: 'sql-as-text',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('.sql')) return null;
    return `export default ${JSON.stringify(readFileSync(id, 'utf8'))}`;
  },
};

const tests = ['packages/*/src/**', 'apps/*/src/**', 'tools/**'];
const engine = tests.flatMap((at) => [`${at}/*.engine.test.{ts,tsx}`, `${at}/*.browser.test.{ts,tsx}`]);

const nowhere = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    teardownTimeout: 20_000,
    maxWorkers: 2,
    projects: [
      {
        plugins: [sqlAsText],
        test: {
          name: 'unit',
          include: [...tests.map((at) => `${at}/*.test.{ts,tsx}`), 'tools/start/*.test.mjs'],
          exclude: [...engine, 'tools/tidy/**', ...nowhere],
          // A native engine loaded in a thread may crash the whole run when the thread ends.
          pool: 'forks',
          isolate: false,
          testTimeout: 30_000,
        },
      },
      { test: { name: 'tidy', include: ['tools/tidy/**/*.test.ts'], pool: 'threads', testTimeout: 30_000 } },
      {
        plugins: [sqlAsText],
        test: {
          name: 'engine',
          include: engine,
          exclude: nowhere,
          // chDB is native and holds one data directory per process: a process per test file.
          pool: 'forks',
          isolate: true,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
