// Runs named commands, a few at a time, and prints one line with its time for each.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { stdout } from 'node:process';

/**
 * @typedef {{ name: string, command: string, args: string[] }} Step
 * @typedef {{ step: Step, ok: boolean, seconds: number, output: string }} Outcome
 */

/**
 * Runs all steps, `lanes` at a time, and never stops at the first failure, so that one run shows
 * everything that is wrong.
 * @param {Step[]} steps
 * @param {{ lanes: number, cwd: string }} options
 * @returns {Promise<Outcome[]>}
 */
export async function runSteps(steps, { lanes, cwd }) {
  const waiting = [...steps];
  const outcomes = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const outcome = await runStep(step, cwd);
      outcomes.push(outcome);
      printOutcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

function runStep(step, cwd) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const settle = (ok, extra = '') => {
      const output = Buffer.concat(chunks).toString('utf8') + extra;
      resolve({ step, ok, seconds: (performance.now() - began) / 1000, output });
    };
    child.on('error', (error) => settle(false, String(error)));
    child.on('close', (code) => settle(code === 0));
  });
}

function printOutcome({ step, ok, seconds, output }) {
  if (!ok) stdout.write(`\n${output.trimEnd()}\n\n`);
  stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${step.name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s\n`);
}
