import { maxTokensPerEvent } from '@exchequer/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gemini } from './index.ts';

const path = '/home/dev/.gemini/tmp/app/chats/session-1.json';
const read = (text: string, at = path) =>
  gemini.read({
    path: at,
    workspace: 'live',
    now: new Date('2026-03-01T00:00:00Z'),
    bytes: async () => Buffer.from(text),
    sqlite: async () => [],
  });

const tokens = { input: 1000, output: 50, cached: 400, thoughts: 30, tool: 7, total: 1087 };
const message = (over: object = {}) => ({
  id: 'm1',
  type: 'gemini',
  timestamp: '2026-02-10T10:00:00.000Z',
  model: 'gemini-2.5-pro',
  content: 'xxxx',
  tokens,
  ...over,
});
const chat = (...messages: unknown[]) => JSON.stringify({ sessionId: 's1', projectHash: 'p1', messages });

describe('a Gemini CLI chat', () => {
  test('counts cached input once where the total shows that the input includes it', async () => {
    const { rows, faults } = await read(chat({ type: 'user', content: 'xxxx' }, message()));
    expect(faults).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      source_event_id: 's1:m1',
      model: 'gemini-2.5-pro',
      provider: 'google',
      session_id: 's1',
      project: 'p1',
      uncached_input: 607,
      cache_read: 400,
      output: 80,
      reasoning: 30,
    });
  });

  test('counts cached input beside the input where the total shows that it is apart', async () => {
    const { rows } = await read(chat(message({ tokens: { ...tokens, total: 1487 } })));
    expect(rows[0]).toMatchObject({ uncached_input: 1007, cache_read: 400 });
  });

  test('counts a message that is written again once, as it was written last', async () => {
    const lines = [
      { sessionId: 's1', model: 'gemini-2.5-pro' },
      message({ tokens: { ...tokens, output: 10, total: 1047 } }),
      message({ model: undefined }),
    ];
    const { rows } = await read(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, `${path}l`);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ source_event_id: 's1:m1', model: 'gemini-2.5-pro', output: 80 });
  });

  test('keeps the good messages beside bad ones, and says which and why without showing text', async () => {
    const bad = [
      message({ id: 'a', tokens: { ...tokens, input: -1 } }),
      message({ id: 'b', tokens: { ...tokens, output: 1.5 } }),
      message({ id: 'c', timestamp: '2027-02-10T10:00:00.000Z' }),
      message({ id: 'd', tokens: { ...tokens, input: maxTokensPerEvent + 1 } }),
      message({ id: 'e', timestamp: 'soon' }),
    ];
    const { rows, faults } = await read(chat(...bad, message({ content: 'secret prompt' })));
    expect(rows.map((row) => row.source_event_id)).toEqual(['s1:m1']);
    expect(faults.map(({ line, fault }) => [line, fault])).toEqual([
      [1, 'count-negative'],
      [2, 'count-not-whole'],
      [3, 'time-future'],
      [4, 'count-absurd'],
      [5, 'time-unreadable'],
    ]);
    expect(JSON.stringify(faults)).not.toMatch(/secret|xxxx/);
  });

  test('never throws, and good messages survive any neighbour', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.json(), fc.string()), { maxLength: 20 }), async (garbage) => {
        const lines = garbage.map((line) => line.replaceAll('\n', ' ').replaceAll('\r', ' '));
        const text = [...lines, JSON.stringify(message({ id: 'good' })), ...lines].join('\n');
        const { rows } = await read(`${text}\n`, `${path}l`);
        expect(rows.filter((row) => row.source_event_id.endsWith(':good'))).toHaveLength(1);
        await read(text);
      }),
      { numRuns: 200 },
    );
  });
});
