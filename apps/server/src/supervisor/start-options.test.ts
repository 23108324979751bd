import { expect, test } from 'vitest';
import { type StartFlags, startOptions } from './start-options.ts';

const at = (flags: StartFlags, env: Record<string, string> = {}) =>
  startOptions({ flags, env, cwd: '/srv/exchequer', dist: '/srv/exchequer/dist' });

test('without settings it serves ./data on 127.0.0.1:4100 and keeps its log in the home', () => {
  expect(at({})).toMatchObject({ home: '/srv/exchequer/data', host: '127.0.0.1', port: 4100, log: 'file' });
});

test('the environment sets what flags leave out, and flags win', () => {
  const env = { EXCHEQUER_PORT: '5000', EXCHEQUER_HOME: '/var/data', EXCHEQUER_LOG: 'output' };
  expect(at({}, env)).toMatchObject({ home: '/var/data', port: 5000, log: 'output' });
  expect(at({ port: '0', home: 'elsewhere' }, env)).toMatchObject({
    home: '/srv/exchequer/elsewhere',
    port: 0,
  });
});

test.each(['abc', '-1', '65536', '41e2', ' '])('`%s` is refused as a port, with the fix', (port) => {
  expect(() => at({ port })).toThrow(
    expect.objectContaining({ code: 'bad-setting', fix: expect.stringContaining('--port') }),
  );
});

test('an unknown place for the log is refused', () => {
  expect(() => at({ log: 'syslog' })).toThrow(expect.objectContaining({ code: 'bad-setting' }));
});

test('the sample is loaded only where it is asked for, and not beside its opposite', () => {
  expect([at({}).sample, at({ empty: true }).sample, at({ sample: true }).sample]).toEqual([
    ...[undefined, undefined, true],
  ]);
  expect(() => at({ sample: true, empty: true })).toThrow(expect.objectContaining({ code: 'bad-setting' }));
});
