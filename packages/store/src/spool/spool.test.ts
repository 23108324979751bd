import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool, type Spool, type SpoolLimits } from './index.ts';
import { admit, callsIn, shipAll, usage, usageOf } from './testing.ts';

let folder: string;
let life = 0;
const spools: Spool[] = [];
const logged: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exchequer-spool-'));
  logged.length = 0;
});
afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(limits: Partial<SpoolLimits> = {}): Promise<Spool> {
  life += 1;
  const now = () => new Date();
  const log = (message: string) => void logged.push(message);
  const spool = await openSpool({ folder, life: `life${life}`, now, limits: { syncMs: 5, ...limits }, log });
  spools.push(spool);
  return spool;
}

/** Leaves the folder as a killed process would: nothing more is written, and nobody owns it. */
function abandon(spool: Spool): void {
  spools.splice(spools.indexOf(spool), 1);
  rmSync(join(folder, `owner-${spool.life}.json`));
}

const segments = () => readdirSync(folder).filter((name) => name.endsWith('.seg'));
const fileOf = (at: number) => join(folder, segments().sort().at(at) ?? '');

describe('a call', () => {
  test('is on disk when it is admitted, and shipped as it was metered', async () => {
    const spool = await open();
    spool.append(admit('a'));
    expect(readFileSync(fileOf(0), 'utf8')).toContain('"kind":"admit","call":"a"');
    spool.append(usage('a', 7));
    await spool.sync();
    const batch = await spool.next({ records: 10, bytes: 10_000 });
    expect(batch?.lines.map((line) => JSON.parse(line.toString()))).toEqual([usage('a', 7)]);
    expect(await spool.next({ records: 10, bytes: 10_000 })).toBe(batch);
    if (batch) await spool.acknowledge(batch);
    expect(await spool.next({ records: 10, bytes: 10_000 })).toBeNull();
    expect(spool.figures()).toMatchObject({ records: 0, openCalls: 0, oldestAt: null });
  });

  test('that was admitted and killed is booked as estimated, with the output that was last seen', async () => {
    const dying = await open();
    dying.append(admit('a', { flags: 'x' }));
    dying.append({ kind: 'progress', call: 'a', output: 3 });
    dying.append({ kind: 'progress', call: 'a', output: 9 });
    dying.append(admit('quoted "call" \\ ü'));
    dying.append(admit('done'));
    dying.append(usage('done', 5));
    dying.append(admit('never'));
    await dying.sync();
    dying.append({ kind: 'void', call: 'never' });
    await dying.sync();
    abandon(dying);
    const spool = await open();
    expect(spool.recovery).toMatchObject({ found: 1, interrupted: ['a', 'quoted "call" \\ ü'], damaged: [] });
    const rows = await shipAll(spool);
    expect(rows.map((row) => [row.source_event_id, row.output, row.estimated ?? 0, row.flags ?? ''])).toEqual(
      [
        ['done', 5, 0, ''],
        ['a', 9, 1, 'x interrupted'],
        ['quoted "call" \\ ü', 0, 1, 'interrupted'],
      ],
    );
    await spool.shipped(spool.recovery.position);
  });

  test('without an end is estimated once, however often its gateway dies before it is shipped', async () => {
    const dying = await open();
    dying.append(admit('a'));
    await dying.sync();
    abandon(dying);
    abandon(await open());
    const spool = await open();
    expect(spool.recovery).toMatchObject({ found: 1, interrupted: [] });
    expect(callsIn(await shipAll(spool))).toEqual(['a']);
  });
});

describe('segments', () => {
  test('are deleted when they are shipped, while a call of theirs runs on', async () => {
    const spool = await open({ segmentBytes: 4_000 });
    spool.append(admit('long'));
    spool.append({ kind: 'progress', call: 'long', output: 4 });
    for (let i = 0; i < 100; i += 1) {
      spool.append(admit(`c${i}`));
      spool.append(usage(`c${i}`, i));
    }
    expect(segments().length).toBeGreaterThan(5);
    expect(await shipAll(spool)).toHaveLength(100);
    expect(segments().length).toBeLessThan(4);
    expect(spool.figures()).toMatchObject({ records: 0, openCalls: 1 });
    abandon(spool);
    const next = await open();
    expect(next.recovery.interrupted).toEqual(['long']);
    expect((await shipAll(next)).find((row) => row.source_event_id === 'long')?.output).toBe(4);
  });

  test('of a gateway that stops with nothing left to ship are gone', async () => {
    const spool = await open();
    spool.append(admit('a'));
    spool.append(usage('a', 1));
    await shipAll(spool);
    await spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are shipped again after a crash, in the order in which they were written', async () => {
    const dying = await open({ segmentBytes: 4_000 });
    const calls = Array.from({ length: 30 }, (_, i) => `c${i}`);
    for (const call of calls) dying.append(usage(call, 1));
    dying.append({ kind: 'void', call: 'x' });
    await dying.sync();
    const batch = await dying.next({ records: 2, bytes: 10_000 });
    if (batch) await dying.acknowledge(batch);
    abandon(dying);
    const spool = await open();
    expect(spool.figures()).toMatchObject({ records: 30 });
    expect(callsIn(await shipAll(spool))).toEqual(calls);
  });

  test('with a torn end lose the torn line alone, and say so', async () => {
    const dying = await open();
    dying.append(usage('a', 1));
    dying.append(usage('b', 1));
    await dying.sync();
    abandon(dying);
    truncateSync(fileOf(0), statSync(fileOf(0)).size - 5);
    const spool = await open();
    expect(spool.recovery.damaged).toMatchObject([{ segment: 1 }]);
    expect(callsIn(await shipAll(spool))).toEqual(['a']);
  });

  test('with a damaged line in the middle keep what stands around it', async () => {
    const dying = await open();
    for (const call of ['a', 'b', 'c']) dying.append(usage(call, 1));
    dying.append({ kind: 'void', call: 'x' });
    await dying.sync();
    abandon(dying);
    const text = readFileSync(fileOf(0), 'latin1');
    writeFileSync(fileOf(0), text.replace('"call":"b"', '"call":"B"'), 'latin1');
    const spool = await open();
    expect(spool.recovery).toMatchObject({ found: 2, damaged: [{ segment: 1 }] });
    expect(callsIn(await shipAll(spool))).toEqual(['a', 'c']);
  });

  test('take a line that is longer than what is read at once', async () => {
    const spool = await open();
    spool.append(usage('a', 1, { project: 'p'.repeat(50_000) }));
    await spool.sync();
    const batch = await spool.next({ records: 10, bytes: 100 });
    expect(usageOf(batch?.lines ?? [])[0]?.project).toHaveLength(50_000);
  });
});

describe('a full spool', () => {
  test('refuses calls, takes the ends of running ones, and opens again at a lower mark', async () => {
    const spool = await open({ totalBytes: 40_000, resumeBytes: 20_000, segmentBytes: 5_000 });
    let admitted = 0;
    while (typeof spool.append(admit(`c${admitted}`)) === 'number') admitted += 1;
    expect(spool.full()).toMatchObject({ refused: 'spool-full', reason: 'size-bound' });
    expect(spool.figures().bytes).toBeLessThan(41_000);
    for (let i = 0; i < admitted; i += 1) spool.append(usage(`c${i}`, 1));
    spool.append({ kind: 'void', call: 'x' });
    await spool.sync();
    const marks: boolean[] = [];
    for (;;) {
      const batch = await spool.next({ records: 5, bytes: 5_000 });
      if (!batch) break;
      await spool.acknowledge(batch);
      const { bytes } = spool.figures();
      if (bytes > 20_000) marks.push(spool.full() !== null);
      else expect(spool.full()).toBeNull();
    }
    expect(marks.length).toBeGreaterThan(0);
    expect(marks).not.toContain(false);
    expect(spool.append(admit('again'))).toBeTypeOf('number');
  });
});

describe('a folder', () => {
  test('belongs to one spool at a time', async () => {
    const spool = await open();
    await expect(open()).rejects.toMatchObject({ code: 'spool-owned', fix: expect.stringContaining('home') });
    await spool.close();
    await open();
  });

  test('of a dead process is taken over, even where its number has gone to another', async () => {
    const born = 'before this machine started';
    const machine = JSON.parse(await ownerOf(await open())).machine;
    for (const spool of spools.splice(0)) await spool.close();
    writeFileSync(join(folder, 'owner-old.json'), JSON.stringify({ pid: process.ppid, born, machine }));
    await open();
    expect(readdirSync(folder)).not.toContain('owner-old.json');
  });

  test('of another machine is left alone until that has been silent', async () => {
    const file = join(folder, 'owner-far.json');
    writeFileSync(file, JSON.stringify({ pid: 1, born: '', machine: 'far' }));
    await expect(open()).rejects.toMatchObject({ code: 'spool-owned' });
    const late = () => new Date(Date.now() + 60_000);
    spools.push(await openSpool({ folder, life: 'late', now: late }));
  });

  test('that cannot be used is named with what to do', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const opening = openSpool({ folder: file, life: 'a', now: () => new Date() });
    await expect(opening).rejects.toMatchObject({ code: 'spool-unusable', fix: expect.stringMatching(/./) });
  });

  test('keeps what the tower refused for good, with its reason', async () => {
    const spool = await open();
    spool.append(usage('bad', 1));
    spool.append(usage('good', 1));
    await spool.sync();
    const batch = await spool.next({ records: 10, bytes: 10_000 });
    if (batch) await spool.acknowledge(batch, [{ index: 0, error: 'output: too large', fix: 'none' }]);
    const [line] = readFileSync(join(folder, 'rejected.ndjson'), 'utf8').trim().split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ error: 'output: too large', record: usage('bad', 1) });
    expect(spool.figures()).toMatchObject({ records: 0, rejected: 1 });
  });
});

const ownerOf = async (spool: Spool) => readFileSync(join(folder, `owner-${spool.life}.json`), 'utf8');
