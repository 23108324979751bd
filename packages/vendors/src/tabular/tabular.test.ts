import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NormalisedUsage } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { take, takePath } from './take.test-kit.ts';

const sum = (rows: readonly NormalisedUsage[], name: keyof NormalisedUsage): number =>
  rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);

const mapping = { occurred_at: 'time', model: 'model', uncached_input: 'in', output: 'out' };

describe('a CSV file with a mapping', () => {
  test('takes each row once with the mapped columns and constants', async () => {
    const { rows, rejects } = await take('csv', 'time,model,in,out\n2026-02-10 12:00:00,gpt-5,10,3\n', {
      ...mapping,
      provider: '=openai',
      email: '=dev@example.com',
    });
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([
      {
        source: 'file',
        occurred_at: '2026-02-10T12:00:00.000Z',
        provider: 'openai',
        model: 'gpt-5',
        uncached_input: 10,
        output: 3,
        requests: 1,
        identity_kind: 'email',
        identity: 'dev@example.com',
      },
    ]);
  });

  test('reads a byte order mark, CRLF, quoted newlines and a last line without an end', async () => {
    const text =
      '\uFEFFtime,model,in,out\r\n"2026-02-10T12:00:00Z","a\r\nb",1,2\r\n\r\n2026-02-10T12:00:01Z,"say ""hi""",3,4';
    const { rows, rejects } = await take('csv', text, mapping);
    expect(rejects).toEqual([]);
    expect(rows.map((row) => [row.model, row.uncached_input])).toEqual([
      ['a\nb', 1],
      ['say "hi"', 3],
    ]);
  });

  test('finds the delimiter of semicolon and tab files', async () => {
    const semicolons = await take('csv', 'time;model;in;out\n2026-02-10;m;1;2\n', mapping);
    const tabs = await take('csv', 'time\tmodel\tin\tout\n2026-02-10\tm\t1\t2\n', mapping);
    expect([semicolons.rows.length, tabs.rows.length]).toEqual([1, 1]);
  });

  test('names line and fix of every bad row and takes the good ones around it', async () => {
    const text = [
      'time,model,in,out',
      '2026-02-10,ok,1,1',
      '2026-02-10,short,1',
      '2026-02-10,negative,-5,1',
      '2026-02-10,words,many,1',
      '2026-02-10,absurd,99999999999999999,1',
      '2026-02-10,separators,"1,000",1',
      '2036-02-10,future,1,1',
      '02/10/2026,slashes,1,1',
      '2026-02-31,no day,1,1',
      '2026-02-10,nothing,,',
      '2026-02-10,ok,2,2',
    ].join('\n');
    const { rows, rejects } = await take('csv', text, mapping);
    expect(rows.map((row) => row.uncached_input)).toEqual([1, 2]);
    expect(rejects.map((reject) => reject.line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(rejects.every((reject) => reject.fix.length > 10 && reject.place.endsWith('.csv'))).toBe(true);
    expect(rejects.map((reject) => reject.error)).toEqual([
      'the line has 3 fields, the header names 4',
      'in is negative: "-5"',
      'in is no whole number: "many"',
      'in is "99999999999999999", which is more than one event can have',
      'in has thousands separators: "1,000"',
      'time lies in the future: "2036-02-10"',
      'time is no time: "02/10/2026"',
      'time is no time: "2026-02-31"',
      'the row has neither token counts nor a cost',
    ]);
  });

  test('a quote that is never closed costs its own line only', async () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => `2026-02-10T00:00:00Z,m${at},1,1`);
    lines[10] = '2026-02-10T00:00:00Z,"open,1,1';
    const { rows, rejects } = await take('csv', `time,model,in,out\n${lines.join('\n')}\n`, mapping);
    expect(rows.length).toBe(2_999);
    expect(rejects.map((reject) => reject.line)).toEqual([12]);
  });

  test('two stray quotes on different lines cost two lines', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => `2026-02-10T00:00:00Z,m${at},1,1`);
    lines[4] = '2026-02-10T00:00:00Z,5" screen,1,1';
    lines[9] = '2026-02-10T00:00:00Z,7" screen,1,1';
    const { rows, rejects } = await take('csv', `time,model,in,out\n${lines.join('\n')}\n`, mapping);
    expect(rows.length).toBe(18);
    expect(rejects.map((reject) => reject.line)).toEqual([6, 11]);
  });

  test('equal rows without an id count as often as they stand in the file, and no more when it comes again', async () => {
    const text = 'time,model,in,out\n2026-02-10,m,1,1\n2026-02-10,m,1,1\n2026-02-10,m,2,1\n';
    const first = await take('csv', text, mapping);
    const again = await take('csv', text, mapping);
    expect(new Set(first.rows.map((row) => row.source_event_id)).size).toBe(3);
    expect(again.rows.map((row) => row.source_event_id)).toEqual(
      first.rows.map((row) => row.source_event_id),
    );
  });

  test('a row keeps its name when columns are reordered, and its id column wins', async () => {
    const one = await take('csv', 'time,model,in,out\n2026-02-10,m,1,1\n', mapping);
    const other = await take('csv', 'out,in,model,time\n1,1,m,2026-02-10\n', mapping);
    const withId = await take('csv', 'id,time,in\nabc,2026-02-10,1\n', {
      id: 'id',
      occurred_at: 'time',
      uncached_input: 'in',
    });
    expect(other.rows[0]?.source_event_id).toBe(one.rows[0]?.source_event_id);
    expect(withId.rows[0]?.source_event_id).toBe('abc');
  });

  test('input that includes cached tokens becomes disjoint classes', async () => {
    const text = 'time,total,read\n2026-02-10,100,90\n2026-02-10,10,90\n';
    const { rows, rejects } = await take('csv', text, {
      occurred_at: 'time',
      total_input: 'total',
      cache_read: 'read',
    });
    expect(rows[0]).toMatchObject({ uncached_input: 10, cache_read: 90 });
    expect(rejects[0]?.error).toMatch(/90 cached tokens are more than the 10/);
  });

  test('without a mapping the usual names are found, and an ambiguous input column is asked about', async () => {
    const clear = await take(
      'csv',
      'timestamp,model,prompt_tokens,cached_tokens,completion_tokens\n2026-02-10,m,10,4,2\n',
    );
    expect(clear.rows[0]).toMatchObject({ uncached_input: 6, cache_read: 4, output: 2 });
    const unclear = await take('csv', 'timestamp,input_tokens,cached_tokens\n2026-02-10,10,4\n');
    expect(unclear.rows).toEqual([]);
    expect(unclear.rejects[0]?.fix).toMatch(/total_input=input_tokens/);
  });

  test('a mapping to a column that is not there ends the file with the columns that are', async () => {
    const { rows, rejects } = await take('csv', 'a,b\n1,2\n', { occurred_at: 'when', output: 'b' });
    expect(rows).toEqual([]);
    expect(rejects).toMatchObject([{ line: 1, fix: 'The file has: a, b.' }]);
  });

  test.each([
    ['us', '02/10/2026 1:05 PM', '2026-02-10T13:05:00.000Z'],
    ['eu', '10.02.2026 13:05', '2026-02-10T13:05:00.000Z'],
    ['unix_s', '1770728700', '2026-02-10T13:05:00.000Z'],
    ['unix_ms', '1770728700123', '2026-02-10T13:05:00.123Z'],
    ['iso', '2026-02-10 13:05:00.9799600', '2026-02-10T13:05:00.979Z'],
    ['iso', '2026-02-10T13:05:00+02:00', '2026-02-10T11:05:00.000Z'],
  ])('reads times written as %s', async (format, text, expected) => {
    const { rows, rejects } = await take('csv', `time,out\n${text},1\n`, {
      occurred_at: 'time',
      output: 'out',
      time_format: format,
    });
    expect(rejects).toEqual([]);
    expect(rows[0]?.occurred_at).toBe(expected);
  });

  test('reads money exactly, floats of exporters included', async () => {
    const text =
      'time,cost\n2026-02-10,0.000000000001\n2026-02-10,4.2e-07\n2026-02-10,1.2000000000000002e-05\n2026-02-10,1e400\n';
    const { rows, rejects } = await take('csv', text, { occurred_at: 'time', reported_cost: 'cost' });
    expect(rows.map((row) => row.reported_cost)).toEqual(['0.000000000001', '0.00000042', '0.000012']);
    expect(rejects.map((reject) => reject.line)).toEqual([5]);
  });

  test('an empty, a binary and an UTF-16 file are refused whole with a fix', async () => {
    const empty = await take('csv', '', mapping);
    const binary = await take('csv', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]), mapping);
    const utf16 = await take('csv', Buffer.from('\uFEFFtime,in\n', 'utf16le'), mapping);
    for (const { rows, rejects } of [empty, binary, utf16]) {
      expect(rows).toEqual([]);
      expect(rejects.length).toBe(1);
      expect(rejects[0]?.fix).not.toBe('');
    }
  });

  test('reads gzip, and keeps the rows before the point where one is cut off', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `2026-02-10T00:00:00Z,m${at * 7919},${at},1`);
    const packed = gzipSync(`time,model,in,out\n${lines.join('\n')}\n`);
    const whole = await take('csv', packed, mapping, '.csv.gz');
    const cut = await take('csv', packed.subarray(0, packed.length / 2), mapping, '.csv.gz');
    expect(whole.rows.length).toBe(20_000);
    expect(whole.bytes).toBe(packed.length);
    expect(cut.rows.length).toBeGreaterThan(1_000);
    expect(cut.rejects.at(-1)?.error).toMatch(/gzip data is damaged/);
  });
});

describe('a JSON Lines file with a mapping', () => {
  const map = {
    occurred_at: 'at',
    total_input: 'usage.input',
    cache_read: 'usage.cached',
    output: 'usage.output',
  };

  test('reaches into nested objects and names bad lines', async () => {
    const text = [
      '{"at":"2026-02-10T00:00:00Z","usage":{"input":10,"cached":4,"output":2}}',
      'not json',
      '',
      '[1,2]',
      '{"at":"2026-02-10T00:00:00Z","usage":{"input":"7"}}',
      '{"at":"2026-02-10T00:00:00Z","usage":{"input":{}}}',
      '{"at":"2026-02-10T00:00:00Z"}',
      '{"at":"2026-02-10T00:00:00Z","usage":{"input":1.5}}',
    ].join('\n');
    const { rows, rejects } = await take('jsonl', text, map);
    expect(rows).toMatchObject([{ uncached_input: 6, cache_read: 4, output: 2 }, { uncached_input: 7 }]);
    expect(rejects.map((reject) => reject.line)).toEqual([2, 4, 6, 7, 8]);
  });

  test('reads one JSON array as well', async () => {
    const text =
      '[{"at":"2026-02-10T00:00:00Z","usage":{"input":10}},\n {"at":"2026-02-10T00:00:00Z","usage":{"input":5}}]';
    const { rows } = await take('jsonl', text, map, '.json');
    expect(sum(rows, 'uncached_input')).toBe(15);
  });

  test('a name such as __proto__ is a field like any other', async () => {
    const { rows, rejects } = await take('jsonl', '{"at":"2026-02-10","__proto__":{"x":1},"out":1}', {
      occurred_at: 'at',
      output: 'out',
      project: 'constructor.name',
    });
    expect(rejects).toEqual([]);
    expect(rows[0]?.project).toBeUndefined();
  });
});

const shared = join(import.meta.dirname, '../../../../../shared/data/traces');
const hasTraces = existsSync(shared);
if (!hasTraces) process.stdout.write(`\nskipped: trace sums, since ${shared} is not there\n`);

describe.skipIf(!hasTraces)('public traces', () => {
  const expected = hasTraces ? JSON.parse(readFileSync(join(shared, 'expected.json'), 'utf8')) : {};

  test('the Azure trace sums exactly, its last line without a newline included', async () => {
    const want = expected['azure-llm-2023-code.csv'];
    const { rows, rejects } = await takePath('csv', join(shared, 'azure-llm-2023-code.csv'), {
      preset: 'azure-llm-trace',
    });
    expect(rejects).toEqual([]);
    expect(rows.length).toBe(want.requests);
    expect(new Set(rows.map((row) => row.source_event_id)).size).toBe(want.requests);
    expect(sum(rows, 'uncached_input')).toBe(want.tokens.uncached_input);
    expect(sum(rows, 'output')).toBe(want.tokens.output);
    expect(rows[0]?.occurred_at).toBe('2023-11-16T18:17:03.979Z');
    for (const [hour, figures] of Object.entries<{ requests: number; input: number }>(want.by_hour)) {
      const inHour = rows.filter((row) => row.occurred_at.startsWith(hour.replace(' ', 'T')));
      expect([inHour.length, sum(inHour, 'uncached_input')]).toEqual([figures.requests, figures.input]);
    }
  });

  test('the Mooncake trace sums exactly', async () => {
    const want = expected['mooncake-conversation-4000.jsonl'];
    const { rows, rejects } = await takePath('jsonl', join(shared, 'mooncake-conversation-4000.jsonl'), {
      preset: 'mooncake-trace',
      time_start: '2025-02-01T00:00:00Z',
    });
    expect(rejects).toEqual([]);
    expect(rows.length).toBe(want.requests);
    expect(sum(rows, 'uncached_input')).toBe(want.tokens.input);
    expect(sum(rows, 'output')).toBe(want.tokens.output);
    expect(rows.at(-1)?.occurred_at).toBe(
      new Date(Date.parse('2025-02-01') + want.last_timestamp_ms).toISOString(),
    );
  });
});
