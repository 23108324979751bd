import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepBudget } from './kept.ts';
import { statusText } from './line.ts';
import { drawLine } from './now.ts';

let homeDir = '';
let refreshes = 0;
const noon = new Date(2026, 10, 21, 12);

const draw = (input: unknown, now = noon, env: Record<string, string> = { NO_COLOR: '1' }) =>
  drawLine({
    input: typeof input === 'string' ? input : JSON.stringify(input),
    env,
    homeDir,
    now,
    refresh: () => {
      refreshes++;
    },
  });

const session = (id: string, cost: number) => ({
  session_id: id,
  model: { display_name: 'Opus' },
  cost: { total_cost_usd: cost },
  context_window: { used_percentage: 30.6 },
});
const envelope = { free: '212.4', limit: '400', currency: 'USD', resets_at: '2026-12-02T23:00:00.000Z' };

beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), 'exchequer-statusline-'));
  refreshes = 0;
});
afterEach(() => rmSync(homeDir, { recursive: true, force: true }));

describe('the status line', () => {
  test('says model, session, today, what is left and how full the context is', () => {
    keepBudget(homeDir, { at: noon.getTime(), envelope });
    draw(session('other', 7.26));
    expect(draw(session('this', 1.84))).toBe(
      'Opus | $1.84 session · $9.10 today | $212 of $400 left (12d) | ctx 31%',
    );
  });

  test('leaves out what is not known, and takes any input', () => {
    expect(draw('')).toBe('');
    expect(draw('not json')).toBe('');
    expect(draw('[1]')).toBe('');
    expect(draw({ model: { id: 'claude-opus-4-8' } })).toBe('claude-opus-4-8');
    expect(draw(session('this', 0.5))).toBe('Opus | $0.50 session · $0.50 today | ctx 31%');
  });

  test('reads the context from the counts where no percentage is given', () => {
    const usage = { input_tokens: 10_000, cache_read_input_tokens: 50_000, output_tokens: 999_999 };
    expect(draw({ context_window: { context_window_size: 200_000, current_usage: usage } })).toBe('ctx 30%');
  });

  test('marks an old balance, and colours one that runs out unless colour is off', () => {
    const parts = { session: {}, today: null, now: noon.getTime(), color: true };
    const budget = { at: noon.getTime() - 3_600_000, envelope: { ...envelope, free: '4.999' } };
    expect(statusText({ ...parts, budget })).toBe('\u001b[33m$4.99 of $400 left? (12d)\u001b[39m');
    const empty = { at: noon.getTime(), envelope: { ...envelope, free: '0' } };
    expect(statusText({ ...parts, budget: empty })).toContain('\u001b[31m$0 of $400 left');
    expect(statusText({ ...parts, budget: empty, color: false })).toBe('$0 of $400 left (12d)');
    expect(statusText({ ...parts, budget: { at: 0, envelope: null } })).toBe('');
  });
});

describe('today', () => {
  test('starts anew at midnight for sessions that go on', () => {
    draw(session('long', 5));
    const next = new Date(2026, 10, 22, 0, 1);
    expect(draw(session('long', 5.25), next)).toContain('$5.25 session · $0.25 today');
    expect(draw(session('long', 5.25), next)).toContain('$0.25 today');
  });

  test('keeps what a session cost before it was cleared', () => {
    draw(session('one', 2));
    expect(draw(session('one', 0.5))).toContain('$2.50 today');
    expect(draw(session('one', 0.75))).toContain('$2.75 today');
  });

  test('survives a torn file and a home that cannot be written', () => {
    mkdirSync(join(homeDir, '.exchequer', 'statusline'), { recursive: true });
    writeFileSync(join(homeDir, '.exchequer', 'statusline', 'sessions.json'), '{"day": "20');
    expect(draw(session('one', 1))).toContain('$1.00 today');
    rmSync(join(homeDir, '.exchequer'), { recursive: true });
    writeFileSync(join(homeDir, '.exchequer'), 'in the way');
    expect(draw(session('one', 1))).toBe('Opus | $1.00 session | ctx 31%');
  });
});

test('the balance is read anew in the background at most once a minute', () => {
  draw(session('one', 1));
  for (let at = 0; at < 20; at++) draw(session('one', at));
  expect(refreshes).toBe(1);
  const mark = join(homeDir, '.exchequer', 'statusline', 'refreshed');
  expect(existsSync(mark)).toBe(true);
  utimesSync(mark, noon, new Date(noon.getTime() - 61_000));
  draw(session('one', 3));
  expect(refreshes).toBe(2);
});
