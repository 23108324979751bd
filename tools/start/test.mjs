// `npm test`: installs what is missing, then runs everything: checks, engine tests, browser tests.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, exit } from 'node:process';
import { dependenciesAreStale, installDependencies, nodeComplaint, root, tool } from './checkout.mjs';

const complaint = nodeComplaint();
if (complaint) {
  console.error(complaint);
  exit(1);
}
if (dependenciesAreStale()) {
  console.log('installing dependencies');
  if (installDependencies() !== 0) exit(1);
}

const run = (entry, ...args) =>
  spawnSync(execPath, [entry, ...args], { cwd: root, stdio: 'inherit' }).status === 0;

const reports = join(root, '.bench', 'reports');
mkdirSync(reports, { recursive: true });
const reportOf = (name) => join(reports, `${name}.json`);
for (const name of ['unit', 'tidy', 'engine']) rmSync(reportOf(name), { force: true });

const checked = run(join(root, 'tools/start/check.mjs'), '--reports', reports);
// Engine tests start what `npm start` starts, and browser tests look at the pages.
const built = run(join(root, 'tools/start/build.mjs'));
const report = reportOf('engine');
const vitest = ['run', '--project', 'engine', '--reporter', 'default', '--reporter', 'json'];
const tested = built && run(tool('vitest/vitest.mjs').entry, ...vitest, `--outputFile.json=${report}`);

const counts = ['unit', 'tidy', 'engine'].map((name) => readCounts(reportOf(name)));
const total = (key) => counts.reduce((sum, count) => sum + count[key], 0);
const broken = [checked, built, tested].filter((ok) => !ok).length;
// Types, lint, walls, dead code and the build are one test each: failing one is a failure too.
const failed = Math.max(total('failed'), broken);
console.log(`\n${total('passed')} passed, ${failed} failed, ${total('skipped')} skipped`);
exit(failed === 0 ? 0 : 1);

function readCounts(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(path, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    // No report: the run itself broke, which its exit code has told.
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
