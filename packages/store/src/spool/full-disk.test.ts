import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderSpool } from './folder-spool.ts';
import { judgeRoom } from './fullness.ts';
import { type SpoolLimits, usualSpoolLimits } from './index.ts';
import { admit, callsIn, shipAll, usage } from './testing.ts';
import { SpoolWriter } from './writer.ts';

/** Answers every write with ENOSPC. */
const fullDevice = '/dev/full';

let folder: string;
let spool: FolderSpool;
let writer: SpoolWriter;
const logged: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exchequer-full-'));
  const limits: SpoolLimits = { ...usualSpoolLimits, syncMs: 2 };
  const parts = {
    folder,
    life: 'l1',
    limits,
    now: () => new Date(),
    log: (message: string) => void logged.push(message),
  };
  writer = new SpoolWriter({ ...parts, first: 1, segments: [] });
  const recovery = { found: 0, interrupted: [], damaged: [], position: 0 };
  spool = new FolderSpool({ ...parts, writer, recovery, owned: { release: () => undefined } });
});
afterEach(async () => {
  await spool.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts the device in the place of the current segment; returns how to take it away again. */
function fill(): () => void {
  const { fd } = writer.current;
  writer.current.fd = openSync(fullDevice, 'w');
  return () => {
    closeSync(writer.current.fd as number);
    writer.current.fd = fd;
  };
}

describe.skipIf(!existsSync(fullDevice))('a disk that is full', () => {
  test('refuses new calls, keeps the ends of running ones in memory, and writes them when it can', async () => {
    for (const call of ['a', 'b', 'c']) spool.append(admit(call));
    await spool.sync();
    const free = fill();
    expect(spool.append(admit('d'))).toMatchObject({ refused: 'spool-full', reason: 'disk-full' });
    spool.append(usage('a', 1));
    spool.append(usage('b', 2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(spool.full()?.reason).toBe('disk-full');
    expect(spool.figures()).toMatchObject({ openCalls: 1 });
    expect(spool.figures().unwritten).toBeGreaterThan(0);
    free();
    await spool.sync();
    expect(spool.full()).toBeNull();
    expect(spool.append(admit('e'))).toBeTypeOf('number');
    expect(callsIn(await shipAll(spool))).toEqual(['a', 'b']);
    expect(spool.figures()).toMatchObject({ unwritten: 0, openCalls: 2 });
  });

  test('does not make memory grow with every look at a running call', () => {
    spool.append(admit('a'));
    const free = fill();
    for (let i = 0; i < 100_000; i += 1) spool.append({ kind: 'progress', call: 'a', output: i });
    expect(spool.figures().unwritten).toBeLessThan(2_000_000);
    free();
  });

  test('fails the closing of the spool with what to do, rather than silently', async () => {
    spool.append(admit('a'));
    const free = fill();
    spool.append(usage('a', 1));
    await expect(spool.close()).rejects.toMatchObject({
      code: 'spool-unwritten',
      fix: expect.stringMatching(/./),
    });
    free();
  });
});

describe.skipIf(!existsSync(fullDevice))('a disk that cannot sync', () => {
  test('is not believed: who waits is told, calls wait for a sync that succeeds, and shipping goes on', async () => {
    const { fd } = writer.current;
    // Takes everything, keeps nothing, and cannot be synced.
    writer.current.fd = openSync('/dev/null', 'w');
    spool.append(usage('a', 1));
    await expect(spool.sync()).rejects.toMatchObject({ code: 'spool-unwritten' });
    expect(spool.append(admit('b'))).toMatchObject({ refused: 'spool-full', reason: 'disk-failing' });
    closeSync(fd as number);
    while (spool.full()) await new Promise((resolve) => setTimeout(resolve, 2));
    spool.append(usage('c', 1));
    expect(callsIn(await shipAll(spool))).toEqual(['c']);
    expect(logged.join()).toContain('damaged usage is skipped');
  });
});

describe('room', () => {
  const limits: SpoolLimits = { ...usualSpoolLimits, totalBytes: 100, resumeBytes: 60, freeBytes: 10 };
  const room = { bytes: 0, free: 1_000, failed: null };

  test('ends at one mark and comes back at another, for the spool and for the disk', () => {
    expect(judgeRoom(null, { ...room, bytes: 99 }, limits)).toBeNull();
    expect(judgeRoom(null, { ...room, bytes: 100 }, limits)).toBe('size-bound');
    expect(judgeRoom('size-bound', { ...room, bytes: 60 }, limits)).toBe('size-bound');
    expect(judgeRoom('size-bound', { ...room, bytes: 59 }, limits)).toBeNull();
    expect(judgeRoom(null, { ...room, free: 9 }, limits)).toBe('disk-full');
    expect(judgeRoom('disk-full', { ...room, free: 19 }, limits)).toBe('disk-full');
    expect(judgeRoom('disk-full', { ...room, free: 20 }, limits)).toBeNull();
    expect(judgeRoom(null, { ...room, free: null }, limits)).toBeNull();
  });

  test('is none while the disk refuses to be written, and says whether it is full or broken', () => {
    expect(judgeRoom(null, { ...room, failed: 'EDQUOT' }, limits)).toBe('disk-full');
    expect(judgeRoom(null, { ...room, failed: 'EIO' }, limits)).toBe('disk-failing');
  });
});
