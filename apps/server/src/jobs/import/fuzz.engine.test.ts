import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportKind } from '@exchequer/model/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestImports, testImports } from './test-kit.ts';

let kit: TestImports;
beforeAll(async () => {
  kit = await testImports();
});
afterAll(() => kit.close());

const count = fc.integer({ min: 0, max: 2_000_000 });
const usage = fc.record({ input: count, read: count, write: count, hour: count, output: count });
type Usage = typeof usage extends fc.Arbitrary<infer T> ? T : never;

const at = (place: number) => new Date(Date.UTC(2026, 1, 1) + place * 60_000).toISOString();

const claudeLine = (one: Usage, place: number): string =>
  JSON.stringify({
    type: 'assistant',
    sessionId: 's1',
    timestamp: at(place),
    requestId: `req_${place}`,
    message: {
      id: `msg_${place}`,
      model: 'claude-opus-4-6',
      usage: {
        input_tokens: one.input,
        cache_read_input_tokens: one.read,
        cache_creation_input_tokens: one.write + one.hour,
        cache_creation: { ephemeral_5m_input_tokens: one.write, ephemeral_1h_input_tokens: one.hour },
        output_tokens: one.output,
      },
    },
  });

/** Running totals, as Codex writes them. */
function codexLines(parts: readonly Usage[]): string[] {
  const sum = { input: 0, cached: 0, output: 0 };
  return parts.map((one, place) => {
    sum.input += one.input + one.read;
    sum.cached += one.read;
    sum.output += one.output;
    const info = {
      total_token_usage: {
        input_tokens: sum.input,
        cached_input_tokens: sum.cached,
        output_tokens: sum.output,
      },
    };
    return JSON.stringify({
      timestamp: at(place),
      type: 'event_msg',
      payload: { type: 'token_count', info },
    });
  });
}

const words = [
  '"usage"',
  '"token_count"',
  '"message"',
  '{',
  '}',
  '"',
  '[',
  ':',
  '-1',
  'null',
  '\\ud83d',
  '\u0000',
  'é',
];
/** Text that is no JSON object, yet full of what the parsers look for. */
const debris = fc
  .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 12 })
  .map((pieces) => `x${pieces.join('')}`.replaceAll('\n', ' '));
const keyed = fc.dictionary(
  fc.constantFrom('usage', 'message', 'data', 'payload', 'info', 'type', 'tokens'),
  fc.jsonValue(),
);
/** JSON that only looks like a record. */
const lookalike = keyed.map((value) => JSON.stringify({ ...value, usage: 1 }));
const cut = fc.double({ min: 0.02, max: 0.98, noNaN: true });

/** Good lines in order, with damage strewn between them. */
const damage = fc.array(fc.oneof(debris, lookalike, cut), { maxLength: 60 });

function strewn(good: readonly string[], bad: readonly (string | number)[]): string {
  const lines = good.flatMap((line, place) => {
    const spoilt = bad.filter((_, at) => at % good.length === place);
    return [
      ...spoilt.map((one) => (typeof one === 'string' ? one : line.slice(0, Math.ceil(line.length * one)))),
      line,
    ];
  });
  return `${lines.join('\n')}\n`;
}

async function totalsOf(kind: ImportKind, name: string, text: string) {
  await kit.fresh();
  const path = kit.write(join('fuzz', name), text);
  const progress = await kit.run({ kind, path });
  rmSync(path);
  return { progress, totals: (await kit.totals())['(all)'] };
}

const sumOf = (parts: readonly Usage[], key: keyof Usage) => parts.reduce((sum, one) => sum + one[key], 0);
const runs = { numRuns: 15 };
const some = fc.array(usage, { minLength: 1, maxLength: 80 });

describe('whatever stands between the good lines, the import ends and their sums are exact', () => {
  test('for Claude Code', async () => {
    await fc.assert(
      fc.asyncProperty(some, damage, async (parts, bad) => {
        const counted = parts.filter((one) => Object.values(one).some((tokens) => tokens > 0));
        const { progress, totals } = await totalsOf(
          'claude-code',
          'a.jsonl',
          strewn(parts.map(claudeLine), bad),
        );
        expect(progress.state).toBe('done');
        expect(totals).toMatchObject({
          requests: parts.length,
          uncached_input: sumOf(counted, 'input'),
          cache_read: sumOf(counted, 'read'),
          cache_write_5m: sumOf(counted, 'write'),
          cache_write_1h: sumOf(counted, 'hour'),
          output: sumOf(counted, 'output'),
        });
      }),
      runs,
    );
  }, 240_000);

  test('for Codex', async () => {
    await fc.assert(
      fc.asyncProperty(some, damage, async (parts, bad) => {
        const { progress, totals } = await totalsOf(
          'codex',
          'rollout-a.jsonl',
          strewn(codexLines(parts), bad),
        );
        expect(progress.state).toBe('done');
        const counted = parts.filter((one) => one.input + one.read + one.output > 0).length;
        expect(totals?.requests ?? 0).toBe(counted);
        expect(totals ?? { uncached_input: 0, cache_read: 0, output: 0 }).toMatchObject({
          uncached_input: sumOf(parts, 'input'),
          cache_read: sumOf(parts, 'read'),
          output: sumOf(parts, 'output'),
        });
      }),
      runs,
    );
  }, 240_000);
});
