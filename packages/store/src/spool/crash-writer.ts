import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { argv } from 'node:process';
import { openSpool } from './index.ts';
import { admit, usage } from './testing.ts';

/**
 * The process that the fault test kills: appends as fast as it can, ships some of it to its parent, and says
 * on stdout, unbuffered, what has been taken. `A <call>` is an admitted call, `E <call> <output>` an end
 * that was written by the end of a turn, `S <call> <output>` a record on its way to the tower.
 */
const [, , folder = '', life = ''] = argv;
const spool = await openSpool({
  ...{ folder, life, now: () => new Date(performance.timeOrigin + performance.now()) },
  limits: { syncMs: 3, segmentBytes: 60_000 },
});
const say = (lines: string[]) => {
  if (lines.length > 0) writeSync(1, `${lines.join('\n')}\n`);
};

async function ship(): Promise<void> {
  for (;;) {
    const batch = await spool.next({ records: 40, bytes: 40_000 });
    if (batch) {
      say(
        batch.lines.map((line) => {
          const { call, usage } = JSON.parse(line.toString('utf8'));
          return `S ${call} ${usage.output} ${usage.estimated ?? 0}`;
        }),
      );
      await spool.acknowledge(batch);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function write(): Promise<void> {
  const running: string[] = [];
  for (let turn = 0; ; turn += 1) {
    const ended: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      const call = `${life}-${turn}-${i}`;
      if (typeof spool.append(admit(call)) === 'number') {
        say([`A ${call}`]);
        running.push(call);
      }
      if (running.length < 100) continue;
      const [over = ''] = running.splice((turn * 7 + i * 13) % 100, 1);
      const output = (turn % 50) + i;
      spool.append(usage(over, output));
      ended.push(`E ${over} ${output}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
    say(ended);
  }
}

await Promise.all([ship(), write()]);
