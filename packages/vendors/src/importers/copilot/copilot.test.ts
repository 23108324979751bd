import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copilot } from './index.ts';

const read = (...records: unknown[]) => readText(`${records.map((one) => JSON.stringify(one)).join('\n')}\n`);
const readText = (text: string) =>
  copilot.read({
    path: '/home/dev/.copilot/otel/a.jsonl',
    workspace: 'live',
    now: new Date('2026-06-01T00:00:00Z'),
    bytes: async () => Buffer.from(text),
    sqlite: async () => [],
  });

const usage = (input: number, output: number) => ({
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
});
const span = (operation: string, over: object = {}, attributes: object = {}) => ({
  type: 'span',
  traceId: 't1',
  spanId: `s-${operation}`,
  name: `${operation} claude-sonnet-4`,
  endTime: [1_775_934_264, 967_317_833],
  attributes: {
    'gen_ai.operation.name': operation,
    'gen_ai.response.model': 'claude-sonnet-4',
    'gen_ai.conversation.id': 'conv-1',
    ...usage(100, 30),
    ...attributes,
  },
  ...over,
});
const inferenceLog = (over: object = {}) => ({
  hrTime: [1_775_934_263, 0],
  attributes: {
    'event.name': 'gen_ai.client.inference.operation.details',
    'gen_ai.response.model': 'claude-sonnet-4',
    'gen_ai.response.id': 'resp-1',
    ...usage(80, 20),
  },
  ...over,
});

describe('an OTel file of Copilot CLI', () => {
  test('gives disjoint classes: what was read from and written to the cache is not input again', async () => {
    const cache = {
      'gen_ai.usage.input_tokens': 19_452,
      'gen_ai.usage.cache_read.input_tokens': 123,
      'gen_ai.usage.cache_creation.input_tokens': 25,
      'gen_ai.usage.reasoning.output_tokens': 12,
    };
    const { rows } = await read(
      { type: 'metric', name: 'gen_ai.client.token.usage' },
      span('chat', {}, cache),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      source_event_id: 'chat-span:t1:s-chat',
      occurred_at: '2026-04-11T19:04:24.967Z',
      session_id: 'conv-1',
      provider: 'anthropic',
      uncached_input: 19_304,
      cache_read: 123,
      cache_write_unknown: 25,
      output: 30,
      reasoning: 12,
    });
  });

  test('keeps the most exact record of a call: span, inference log, turn log, agent summary', async () => {
    const agent = span('invoke_agent', {}, { 'gen_ai.response.id': 'resp-1' });
    const chat = span('chat', {}, { 'gen_ai.response.id': 'resp-1', ...usage(60, 10) });
    const turn = {
      traceId: 't1',
      hrTime: [1_775_934_263, 0],
      attributes: { 'event.name': 'copilot_chat.agent.turn', 'turn.index': 0, ...usage(70, 15) },
    };
    const ids = async (...records: unknown[]) =>
      (await read(...records)).rows.map((row) => row.source_event_id);
    expect(await ids(agent, turn, inferenceLog(), chat)).toEqual(['chat-span:t1:s-chat']);
    expect(await ids(agent, inferenceLog())).toEqual([expect.stringMatching(/^inference-log:/)]);
    expect(await ids(agent, turn)).toEqual(['turn-log:t1:0']);
    expect(await ids(agent)).toEqual(['agent-span:t1:s-invoke_agent']);
  });

  test('counts every call of a trace that has several', async () => {
    const { rows } = await read(
      span('chat', { spanId: 'a' }),
      span('chat', { spanId: 'b' }),
      span('invoke_agent'),
    );
    expect(rows).toHaveLength(2);
  });

  test('names line and fault of what it cannot take, and skips a last line still being written', async () => {
    const bad = [span('chat', { endTime: 'soon' }), span('chat', {}, { 'gen_ai.usage.input_tokens': 1.5 })];
    const text = `not json\n${bad.map((one) => JSON.stringify(one)).join('\n')}\n\n${JSON.stringify(span('chat'))}\n{"typ`;
    const { rows, faults } = await readText(text);
    expect(rows).toHaveLength(1);
    expect(faults.map(({ line, fault }) => [line, fault])).toEqual([
      [1, 'not-json'],
      [2, 'time-unreadable'],
      [3, 'count-not-whole'],
    ]);
  });

  test('never throws, and good records survive any neighbour', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.json(), fc.string()), { maxLength: 20 }), async (garbage) => {
        const lines = garbage.map((line) => line.replaceAll('\n', ' '));
        const { rows } = await readText(`${[...lines, JSON.stringify(span('chat')), ...lines].join('\n')}\n`);
        expect(rows.filter((row) => row.source_event_id === 'chat-span:t1:s-chat')).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});
