import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerTerms } from './index.ts';

const commitment = {
  ...{ name: 'Annual', provider: 'anthropic', type: 'use-or-lose', state: 'signed', amount: '90000' },
  ...{ discount: 0.15, from: '2026-07-01', to: '2027-06-30' },
};
const answers = {
  'terms.list': { commitment: [commitment], seat: [], wait: [], evaluation: [] },
  'terms.state': { dry_run: false, taken: 1, rejected: [] },
  'terms.remove': { removed: 1 },
};

describe('terms', () => {
  test('are listed by kind', async () => {
    const { out } = await runCommand(registerTerms, ['commitment', 'list'], answers);
    expect(out).toMatch(/Annual +anthropic +use-or-lose +signed +90,000 +15 % +2026-07-01 +2027-06-30/);
    expect((await runCommand(registerTerms, ['seat', 'list'], answers)).out).toBe('No seat is stated yet.\n');
  });

  test('are added from flags, and only with --yes', async () => {
    const line = ['wait', 'add', 'nightly "report"', '--hours', '24'];
    const dry = await runCommand(registerTerms, line, answers);
    const text = '[{"workflow":"nightly \\"report\\"","hours":"24"}]';
    expect(dry.asked['terms.state']).toEqual({ workspace: 'live', kind: 'wait', text, dry_run: true });
    const done = await runCommand(registerTerms, [...line, '--yes'], answers);
    expect(done.asked['terms.state']).toMatchObject({ dry_run: false });
    expect(done.out).toBe('1 stated.\n');
  });

  test('are taken from a file, whose bad rows are named, and removed by their name', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'exchequer-terms-'));
    try {
      writeFileSync(join(cwd, 'seats.csv'), 'tool,seats,price\ncopilot,-1,19\n');
      const rejected = [{ row: 2, error: 'seats: too small', fix: 'Mend the cell.' }];
      const bad = { ...answers, 'terms.state': { dry_run: true, taken: 0, rejected } };
      const { err, exit } = await runCommand(registerTerms, ['seat', 'import', 'seats.csv'], bad, { cwd });
      expect([exit, err]).toEqual([1, expect.stringContaining('seats.csv:2 seats: too small')]);
    } finally {
      rmSync(cwd, { recursive: true });
    }
    const kept = await runCommand(registerTerms, ['commitment', 'remove', 'Annual'], answers);
    expect(kept.asked).toEqual({});
    const gone = await runCommand(registerTerms, ['commitment', 'remove', 'Annual', '--yes'], answers);
    expect(gone.asked['terms.remove']).toEqual({ workspace: 'live', kind: 'commitment', name: 'Annual' });
  });
});
