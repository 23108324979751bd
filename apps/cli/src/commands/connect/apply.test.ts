import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyClient, undoClient } from './apply.ts';
import type { ClientName, Place } from './guide.ts';
import { hideSecrets } from './run.ts';

const place: Place = {
  gateway: 'https://exchequer.example',
  tower: 'https://tower.example',
  key: 'exq_secret',
  hasKey: true,
};
let homeDir = '';
const world = () => ({ env: {}, homeDir, now: () => new Date('2026-11-21T09:00:00Z') });
const put = (path: string, bytes: string | Uint8Array, mode = 0o644) => {
  mkdirSync(dirname(join(homeDir, path)), { recursive: true });
  writeFileSync(join(homeDir, path), bytes, { mode });
};
const read = (path: string) => readFileSync(join(homeDir, path), 'utf8');

beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), 'exchequer-connect-'));
});
afterEach(() => rmSync(homeDir, { recursive: true, force: true }));

const files: [ClientName, string, string][] = [
  ['claude-code', '.claude/settings.json', '{\r\n\t"env": {"A": "1"}, // mine\r\n\t"model":"opus"}'],
  ['codex', '.codex/config.toml', '# mine\nmodel = "gpt-5"\n\n\n[tui]\ntheme="x"'],
  ['aider', '.aider.conf.yml', '\uFEFFmodel:   gpt-5   # mine\n\n'],
  ['otel', '.claude/settings.json', '{}'],
];

describe('what was applied', () => {
  test.each(files)('to %s is undone byte for byte', async (client, path, before) => {
    put(path, before);
    const change = await applyClient(client, place, world());
    expect(read(path)).toBe(change.after);
    expect(change.after).toMatch(/example/);
    const undone = await undoClient(client, place, world());
    expect(undone.exact).toBe(true);
    expect(readFileSync(join(homeDir, path))).toEqual(Buffer.from(before));
    await expect(undoClient(client, place, world())).rejects.toThrow(/was not connected/);
  });

  test.each(files)('to %s where no file was leaves none behind', async (client, path) => {
    await applyClient(client, place, world());
    expect(statSync(join(homeDir, path)).mode & 0o777).toBe(0o600);
    await undoClient(client, place, world());
    expect(existsSync(join(homeDir, path))).toBe(false);
  });

  test('twice, with another key, goes back to what stood there at first', async () => {
    const before = '{ "env": { "ANTHROPIC_BASE_URL": "https://old.example" } }\n';
    put('.claude/settings.json', before);
    await applyClient('claude-code', place, world());
    await applyClient('claude-code', { ...place, key: 'exq_next' }, world());
    expect(read('.claude/settings.json')).toContain('exq_next');
    await undoClient('claude-code', place, world());
    expect(read('.claude/settings.json')).toBe(before);
  });

  test('to a file that was changed since is taken out of it, and the change stays', async () => {
    put('.claude/settings.json', '{ "env": { "ANTHROPIC_BASE_URL": "https://old.example" } }\n');
    await applyClient('claude-code', place, world());
    await applyClient('otel', place, world());
    put('.claude/settings.json', read('.claude/settings.json').replace('{', '{ "theme": "dark",'));
    expect((await undoClient('claude-code', place, world())).exact).toBe(false);
    expect(JSON.parse(read('.claude/settings.json'))).toMatchObject({
      theme: 'dark',
      env: { ANTHROPIC_BASE_URL: 'https://old.example', OTEL_LOGS_EXPORTER: 'otlp' },
    });
    await undoClient('otel', place, world());
    expect(JSON.parse(read('.claude/settings.json'))).toEqual({
      theme: 'dark',
      env: { ANTHROPIC_BASE_URL: 'https://old.example' },
    });
  });
});

test('a file behind a link is changed where it is, with its mode kept', async () => {
  put('dotfiles/settings.json', '{}', 0o640);
  mkdirSync(join(homeDir, '.claude'));
  symlinkSync(join(homeDir, 'dotfiles/settings.json'), join(homeDir, '.claude/settings.json'));
  await applyClient('claude-code', place, world());
  expect(lstatSync(join(homeDir, '.claude/settings.json')).isSymbolicLink()).toBe(true);
  expect(read('dotfiles/settings.json')).toContain('exq_secret');
  expect(statSync(join(homeDir, 'dotfiles/settings.json')).mode & 0o777).toBe(0o640);
});

test('a file that is committed to a repository is never written', async () => {
  put('.claude/settings.json', '{}');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: homeDir, stdio: 'ignore' });
  git('init');
  await applyClient('claude-code', place, world());
  await undoClient('claude-code', place, world());
  git('add', '.claude/settings.json');
  await expect(applyClient('claude-code', place, world())).rejects.toThrow(/committed/);
  expect(read('.claude/settings.json')).toBe('{}');
});

test('Codex is told the name of the key, never the key', async () => {
  await applyClient('codex', place, world());
  expect(read('.codex/config.toml')).not.toContain('exq_secret');
  expect(read('.codex/config.toml')).toContain('env_key = "EXCHEQUER_KEY"');
});

test('clients without a settings file, and files in no UTF-8, are refused with what to do', async () => {
  for (const client of ['cursor', 'ai-sdk', 'langchain', 'curl'] as const) {
    await expect(applyClient(client, place, world())).rejects.toMatchObject({
      fix: expect.stringContaining('exchequer connect'),
    });
  }
  put('.claude/settings.json', Uint8Array.of(0x7b, 0xff, 0x7d));
  await expect(applyClient('claude-code', place, world())).rejects.toThrow(/UTF-8/);
});

test('of a secret only the first letters reach a terminal', () => {
  expect(hideSecrets('+ "ANTHROPIC_AUTH_TOKEN": "exq_abcdEFGHijkl-_12",')).toBe(
    '+ "ANTHROPIC_AUTH_TOKEN": "exq_abcd…",',
  );
});
