import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { take } from './take.test-kit.ts';

/** Text that looks like the start of a table, so that random bytes get past the header. */
const headers: Record<string, string> = {
  csv: 'time,model,in,out\n',
  jsonl: '',
  focus: 'BilledCost,ServiceCategory,ChargeCategory,ChargePeriodStart,ConsumedQuantity,ConsumedUnit\n',
  litellm: 'request_id,model,prompt_tokens,completion_tokens,startTime,spend\n',
  openrouter: 'generation_id,created_at,tokens_prompt,tokens_completion,cost_total\n',
};
const mapping = { occurred_at: 'time', model: 'model', uncached_input: 'in', output: 'out' };

const scrap = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '"',
    '""',
    ',',
    ';',
    '\n',
    '\r\n',
    '\t',
    '{',
    '}',
    '[',
    ']',
    '\\',
    '\u0000',
    '\uFEFF',
    'NULL',
    '-1',
    '1e999',
  ),
  fc.constantFrom(
    '2026-02-10T00:00:00Z',
    '9'.repeat(400),
    '{"time":"2026-02-10","in":1}',
    '{"time":{"in":[]}}',
  ),
);

describe.each(Object.keys(headers))('hostile %s', (kind) => {
  test('never crashes, and every line is a row, a reject, a note or blank', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(scrap, { maxLength: 30 }), fc.boolean(), async (parts, withHeader) => {
        const text = (withHeader ? headers[kind] : '') + parts.join('');
        const { rows, rejects, notes } = await take(
          kind,
          text,
          mapping,
          kind === 'jsonl' ? '.jsonl' : '.csv',
        );
        for (const row of rows) {
          expect(Date.parse(row.occurred_at)).not.toBeNaN();
          expect(row.uncached_input ?? 0).toBeGreaterThanOrEqual(0);
          expect(Number.isSafeInteger(row.output ?? 0)).toBe(true);
        }
        for (const reject of rejects) expect(reject.fix.length).toBeGreaterThan(5);
        const lines = text.split('\n').filter((line) => line.trim() !== '').length;
        const saysSomething = rows.length + rejects.length + notes.length > 0;
        expect(saysSomething || lines <= 1).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
