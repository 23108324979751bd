import { describe, expect, test } from 'vitest';
import { runProgram } from '../../frame/index.ts';
import { makeTerminal } from '../../output/index.ts';
import { registerImport } from './index.ts';
import { importRequest } from './options.ts';

describe('what an import is asked for', () => {
  test('a mapping is pairs, where == is a constant and a constant may hold commas', async () => {
    const { mapping, path } = await importRequest(
      'csv',
      { from: 'calls.csv', map: ['output=out,provider==a, b,model=m'] },
      '/data',
    );
    expect(mapping).toEqual({ output: 'out', provider: '=a, b', model: 'm' });
    expect(path).toBe('/data/calls.csv');
  });

  test.each([
    ['auto', { from: 'x' }, /takes no --from/],
    ['csv', {}, /needs a file/],
    ['focus', { from: 'x', map: ['a=b'] }, /--map does not apply/],
    ['csv', { from: 'x', map: ['output='] }, /names no column/],
    ['csv', { from: 'x', map: ['missing.yaml'] }, /cannot be read/],
  ] as const)('import %s refuses %j as a usage error', async (kind, flags, message) => {
    const { map, ...rest } = flags as { map?: readonly string[] };
    const asked = importRequest(kind, { ...rest, ...(map && { map: [...map] }) }, '/nowhere');
    await expect(asked).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  test('a server elsewhere is not asked to read the files of this machine', async () => {
    const err: string[] = [];
    const terminal = makeTerminal({
      env: {},
      cwd: '/',
      homeDir: '/',
      stdout: { write: () => undefined },
      stderr: { write: (text) => err.push(text) },
      now: () => new Date(0),
    });
    const argv = [
      '--url',
      'https://exchequer.example',
      '--token',
      'exq_x',
      'import',
      'claude-code',
      '--from',
      '/logs',
    ];
    const code = await runProgram(argv, { terminal, version: 'test', registers: [registerImport] });
    expect(code).toBe(1);
    expect(err.join('')).toMatch(
      /^error: https:\/\/exchequer\.example reads files of its own machine, not \/logs\nfix: /,
    );
  });
});
