import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listCost } from '@exchequer/core/pricing';
import { formatUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { catalogueBook } from './index.ts';

const data = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const present = existsSync(data);
if (!present) process.stderr.write(`skipped: the acceptance data is not at ${data}\n`);

interface Expected {
  by_model: Record<string, { tokens: Record<string, number>; cost_usd_exact: string }>;
}

/** Real usage whose requests all stay below the long-context price, so that sums can be priced. */
describe.skipIf(!present)('real usage', () => {
  test.each([
    ['claude-code', 'anthropic', '2026-02-11T12:00:00Z'],
    ['codex', 'openai', '2026-02-23T12:00:00Z'],
  ])('%s costs what was computed independently, to the last digit', async (folder, provider, at) => {
    const expected: Expected = JSON.parse(readFileSync(`${data}/${folder}/expected.json`, 'utf8'));
    const book = catalogueBook(() => new Date('2026-11-21T09:00:00Z'));
    for (const [model, { tokens, cost_usd_exact }] of Object.entries(expected.by_model)) {
      const question = { provider, model, service_tier: 'standard', speed: 'standard', region: '' };
      const [answer] = await book.answers([question]);
      const short = (answer?.slices ?? [])
        .filter((s) => s.contextOver === -1)
        .map((s) => ({ ...s, contextUpTo: null }));
      const { uncached_input, cache_read, cache_write_5m, cache_write_1h, output } = tokens;
      const usage = { uncached_input, cache_read, cache_write_5m, cache_write_1h, output };
      expect(formatUsd(listCost(short, Date.parse(at), usage) ?? -1n), model).toBe(cost_usd_exact);
    }
  });
});
