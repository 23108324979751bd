import { describe, expect, test } from 'vitest';
import { type RunOptions, runCommand } from '../../testing/command.test-kit.ts';
import { registerAlert } from './index.ts';

const finance = {
  ...{ id: 'chn_1', kind: 'email', name: 'Finance', place: 'books@acme.test', least: 'warn', state: 'well' },
  ...{ topics: ['spend.spike'], sent: '12', failed: '0', last_sent_at: null, last_error: null },
};
const platform = {
  ...{ ...finance, id: 'chn_2', kind: 'slack', name: 'Platform', place: 'hooks.slack.com', least: 'stop' },
  ...{ state: 'failing', failed: '3', last_error: 'it answered 404' },
};
const alert = {
  ...{ id: 'alr_1', topic: 'spend.spike', level: 'stop', title: 'Spend of 3 Nov is $900 above its like' },
  ...{ says: 'nightly-refactor made most of it.', path: '/today', at: '2026-11-04T06:00:00.000Z' },
  deliveries: [
    { channel: 'Finance', state: 'sent', attempts: 1, sent_at: null, error: null },
    { channel: 'Platform', state: 'failed', attempts: 3, sent_at: null, error: 'it answered 404' },
  ],
};
const answers = {
  'alert.channels': { channels: [finance, platform], mail: false },
  'alert.test': { sent: false, error: 'it answered 404' },
  'alert.connect': { channel: platform, secret: 'whsec_abc' },
  'alert.disconnect': platform,
  'alert.list': { alerts: [alert], next_cursor: 'more' },
  'alert.resend': { waiting: 1 },
};
const run = (line: string[], more: object = {}, options: RunOptions = {}) =>
  runCommand(registerAlert, ['alert', ...line], { ...answers, ...more }, options);

describe('alert list', () => {
  test('shows each channel with its level, and says which fail and why', async () => {
    const { out, err } = await run([]);
    expect(out).toMatch(/Finance +email +books@acme.test +warn +spend.spike +12 +0 +well/);
    expect(err).toContain('Platform: it answered 404');
    expect(err).toContain('EXCHEQUER_SMTP_URL');
  });

  test('says how to begin where nothing is connected', async () => {
    const { out } = await run(['list'], { 'alert.channels': { channels: [], mail: true } });
    expect(out).toContain('Alerts go nowhere yet. Send them somewhere: exchequer alert connect');
  });
});

describe('alert test', () => {
  test('finds the channel by its name and fails with what came back', async () => {
    const { err, exit, asked } = await run(['test', 'platform']);
    expect(asked['alert.test']).toEqual({ workspace: 'live', id: 'chn_2' });
    expect([exit, err]).toEqual([1, expect.stringContaining('did not arrive: it answered 404')]);
    const { out } = await run(['test', 'chn_1'], { 'alert.test': { sent: true, error: null } });
    expect(out).toBe('A test went to Finance (books@acme.test) and was taken.\n');
  });

  test('says when no channel is called so, or two are', async () => {
    expect((await run(['test', 'nobody'])).err).toContain('there is no channel nobody');
    const twins = { channels: [finance, { ...finance, id: 'chn_3' }], mail: true };
    expect((await run(['test', 'Finance'], { 'alert.channels': twins })).err).toContain('chn_1, chn_3');
  });
});

test('alert connect prints the secret alone, and takes levels and topics that there are', async () => {
  const line = ['connect', 'webhook', 'https://x.test/hook', '--name', 'Platform', '--least', 'stop'];
  const { out, asked } = await run([...line, '--topic', 'spend.spike,source.stale']);
  expect(out).toBe('whsec_abc\n');
  expect(asked['alert.connect']).toEqual({
    ...{ workspace: 'live', kind: 'webhook', to: 'https://x.test/hook', name: 'Platform', least: 'stop' },
    ...{ topics: ['spend.spike', 'source.stale'], allow_private: false },
  });
  expect((await run([...line, '--topic', 'weather'])).err).toContain('there are no alerts about weather');
});

test('alert log says what was told and whom it did not reach', async () => {
  const { out, err } = await run(['log']);
  expect(out).toContain('stop  Spend of 3 Nov is $900 above its like');
  expect(out).toContain('sent to Finance · did not reach Platform, 3 tries: it answered 404');
  expect(err).toContain('There are more: --limit 40.');
  expect((await run(['resend', 'alr_1'])).out).toBe('It goes out again to 1 channel.\n');
});

test('every line has a form for machines', async () => {
  for (const line of [['list'], ['log'], ['test', 'chn_1'], ['resend', 'alr_1'], ['disconnect', 'chn_2']]) {
    const { out } = await run(line, {}, { json: true });
    expect([line, JSON.parse(out).schema]).toEqual([
      line,
      expect.stringMatching(/^exchequer\.alert[\w-]*\/1$/),
    ]);
  }
});
