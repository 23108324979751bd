// `npm run check`: everything that needs neither an engine nor a browser, the same at the desk and in CI.
import { performance } from 'node:perf_hooks';
import { exit } from 'node:process';
import { parseArgs } from 'node:util';
import { root, tool } from './checkout.mjs';
import { runSteps } from './steps.mjs';

const node = (name, path, ...args) => {
  const { command, entry } = tool(path);
  return { name, command, args: [entry, ...args] };
};

// A folder for machine-readable test results, which `npm test` adds up.
const { values } = parseArgs({ options: { reports: { type: 'string' } } });
const vitest = (project) => [
  ...['run', '--project', project, '--reporter', 'dot'],
  ...(values.reports ? ['--reporter', 'json', `--outputFile.json=${values.reports}/${project}.json`] : []),
];

// The longest first: with two lanes the total is then close to half the sum.
const steps = [
  node('types', 'typescript-native/bin/tsc', '-p', '.', '--noEmit', '--pretty', 'false'),
  node('unit', 'vitest/vitest.mjs', ...vitest('unit')),
  node('dead code', 'knip/bin/knip.js', '--no-progress'),
  { name: 'walls', command: process.execPath, args: ['tools/start/walls.mjs'] },
  node('tidy', 'vitest/vitest.mjs', ...vitest('tidy')),
  node('lint', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
];

const began = performance.now();
const outcomes = await runSteps(steps, { lanes: 2, cwd: root });
const failed = outcomes.filter((outcome) => !outcome.ok);
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(`\n${outcomes.length - failed.length} of ${outcomes.length} checks passed in ${seconds} s`);
exit(failed.length === 0 ? 0 : 1);
