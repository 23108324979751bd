import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { commandOf, isAlive, markOf, runs } from './index.ts';

describe('the mark of a process', () => {
  test('fits this process, and no other that has its number', () => {
    const own = markOf(process.pid);
    expect(runs(own)).toBe(true);
    expect(runs({ ...own, born: `${own.born}1` })).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('tells when it was born, and by which command', () => {
    expect(markOf(process.pid).born).toMatch(/^\d+$/);
    expect(commandOf(process.pid)).toContain('node');
  });

  test('fits nothing once the process has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const mark = markOf(child.pid as number);
    expect(runs(mark)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(runs(mark)).toBe(false);
    expect(isAlive(mark.pid)).toBe(false);
    expect(commandOf(mark.pid)).toBeNull();
  });
});
