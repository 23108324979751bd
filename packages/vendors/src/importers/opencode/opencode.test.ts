import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opencode } from './index.ts';

const read = (text: string) =>
  opencode.read({
    path: '/home/dev/.local/share/opencode/storage/message/ses_1/msg_9.json',
    workspace: 'live',
    now: new Date('2026-06-01T00:00:00Z'),
    bytes: async () => Buffer.from(text),
    sqlite: async () => [],
  });

const message = (over: object = {}) => ({
  id: 'msg_9',
  sessionID: 'ses_1',
  providerID: 'anthropic',
  modelID: 'claude-sonnet-4-5',
  time: { created: 1_772_000_000_000 },
  cost: 0,
  tokens: { input: 5, output: 20, reasoning: 3, cache: { read: 100, write: 40 } },
  ...over,
});

describe('a message file of OpenCode', () => {
  test('gives disjoint classes, with reasoning in the output', async () => {
    const { rows } = await read(JSON.stringify(message()));
    expect(rows[0]).toMatchObject({
      source_event_id: 'msg_9',
      session_id: 'ses_1',
      uncached_input: 5,
      cache_read: 100,
      cache_write_unknown: 40,
      output: 23,
      reasoning: 3,
      reported_cost: '0',
    });
  });

  test('is no usage without tokens, and a fault with counts that no call can have', async () => {
    expect(await read(JSON.stringify(message({ tokens: undefined })))).toEqual({ rows: [], faults: [] });
    const { rows, faults } = await read(JSON.stringify(message({ tokens: { input: 'many', output: 1 } })));
    expect(rows).toEqual([]);
    expect(faults.map(({ fault }) => fault)).toEqual(['count-not-whole']);
  });

  test('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        const { rows, faults } = await read(text);
        expect(rows.length + faults.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});
