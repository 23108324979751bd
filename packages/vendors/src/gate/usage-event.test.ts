import type { CallLabels, UsageReading } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { anthropic } from './anthropic/index.ts';
import { callOf } from './meter.test-kit.ts';
import { emptyReading } from './meter.ts';
import { clientOf, type GatedCall, usageEventsOf } from './usage-event.ts';

const labels: CallLabels = {
  session: 'ses_1',
  workflow: 'nightly',
  project: 'apollo',
  purpose: '',
  repo: 'r',
  branch: 'main',
  agent: 'explorer',
  parentAgent: 'root',
  rootRun: 'run_1',
  depth: 1,
};

const gated = (more: Partial<GatedCall>): GatedCall => ({
  callId: 'gwc_1',
  workspace: 'live',
  startedAt: new Date('2026-11-21T10:00:00.123Z'),
  durationMs: 812.4,
  call: callOf(anthropic, '/v1/messages', { model: 'opus', max_tokens: 100, messages: [] }),
  upstream: { provider: 'anthropic' },
  modelSent: 'claude-opus-4-6',
  tool: 'claude-code',
  key: { id: 'key_1' },
  labels,
  reading: null,
  lease: 'lse_1',
  estimated: false,
  guess: null,
  ...more,
});

const reading = (more: Partial<UsageReading>): UsageReading => ({
  ...emptyReading('req_1'),
  model: 'claude-opus-4-6-20260205',
  messageId: 'msg_1',
  counts: { uncached_input: 10, cache_read: 500, output: 20 },
  serviceTier: 'standard',
  final: true,
  ...more,
});

describe('usage of a gated call', () => {
  test('is one event that telemetry and logs of the same call collapse into', () => {
    const events = usageEventsOf(gated({ reading: reading({}) }));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      workspace: 'live',
      source: 'gateway',
      source_event_id: 'gwc_1',
      occurred_at: '2026-11-21T10:00:00.123Z',
      tool: 'claude-code',
      provider: 'anthropic',
      model_requested: 'opus',
      model: 'claude-opus-4-6-20260205',
      service_tier: 'standard',
      billing_mode: 'api',
      session_id: 'ses_1',
      thread: 'subagent',
      agent: 'explorer',
      parent_agent: 'root',
      root_run: 'run_1',
      lease: 'lse_1',
      identity_kind: 'api_key',
      identity: 'key_1',
      requests: 1,
      duration_ms: 812,
      uncached_input: 10,
      cache_read: 500,
      output: 20,
      estimated: 0,
      aliases: [
        { alias: 'request:req_1', rank: 60 },
        { alias: 'message:msg_1', rank: 60 },
      ],
    });
  });

  test('has a row of its own for each further model, without counting a request twice', () => {
    const parts = [{ model: 'claude-haiku-4-5', counts: { uncached_input: 7, output: 3 } }];
    const events = usageEventsOf(gated({ reading: reading({ parts }) }));
    expect(events.map((event) => event.source_event_id)).toEqual(['gwc_1', 'gwc_1/1']);
    expect(events[1]).toMatchObject({
      model: 'claude-haiku-4-5',
      requests: 0,
      uncached_input: 7,
      output: 3,
      lease: 'lse_1',
      aliases: [],
    });
    expect(events[1]).not.toHaveProperty('cache_read');
  });

  test('is an upper bound where the end was not seen', () => {
    const call = { ...gated({}).call, inputTokens: 900, serviceTier: 'flex' };
    const unseen = usageEventsOf(gated({ call, estimated: true, flags: 'interrupted' }));
    expect(unseen[0]).toMatchObject({
      model: 'claude-opus-4-6',
      uncached_input: 900,
      output: 0,
      estimated: 1,
      service_tier: 'flex',
      flags: 'interrupted',
      aliases: [],
    });
    const partly = reading({
      final: false,
      counts: { uncached_input: 10, output: 1 },
      seenOutput: 64,
      flags: 'stream-error',
    });
    expect(
      usageEventsOf(gated({ call, estimated: true, reading: partly, flags: 'client-gone' }))[0],
    ).toMatchObject({
      uncached_input: 10,
      output: 64,
      flags: 'stream-error client-gone',
    });
  });
});

test.each([
  ['claude-cli/2.1.3 (external, cli)', 'claude-code'],
  ['codex_cli_rs/0.104.0', 'codex'],
  ['OpenAI/JS 6.1.0', ''],
  ['', ''],
])('the user agent %j is %j', (agent, tool) => {
  expect(clientOf({ 'user-agent': agent })).toBe(tool);
});
