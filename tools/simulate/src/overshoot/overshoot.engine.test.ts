import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const kinds = 'chat,messages-stream,generate,converse-stream,invoke,embeddings,transcription,speech-stream';

test('no budget is overspent through gateways that are killed, and what is booked is what was produced', () => {
  const program = join(process.cwd(), 'tools', 'start', 'tool.mjs');
  const sizes = ['--calls', '12', '--gateways', '2', '--fates', 'killed', '--kinds', kinds];
  const args = ['simulate', 'overshoot', ...sizes, '--minutes', '2', '--lease-seconds', '45'];
  const run = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 230_000 });
  const result = JSON.parse(run.stdout.trim().split('\n').at(-1) || '{}');
  expect(result, run.stderr.slice(-4_000)).toMatchObject({
    ...{ scenarios: 16, worst_overshoot_strict: '0', open_holds: 0, faults: 0 },
    recovery: { restarted: { kills: 2, not_recovered: 0 } },
  });
  expect(run.status).toBe(0);
  expect(result.worst_overshoot_to_bound).toBeLessThanOrEqual(1);
  expect(result.exact.booked).toBe(result.exact.produced);
  // Without these it would have proved little.
  expect(result.exact.calls).toBeGreaterThan(8);
  expect(result.refused).toBeGreaterThan(20);
  expect(result.lost).toBeGreaterThan(0);
}, 240_000);
