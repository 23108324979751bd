import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../../testing/command.test-kit.ts';
import { registerMe } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'exchequer-me-'));
const seen: string[] = [];

/** A tower that knows one link and one session. */
const tower = createServer((req, res) => {
  seen.push(`${req.method} ${req.url} ${req.headers.cookie ?? ''}`.trim());
  const json = (status: number, body: object, headers: Record<string, string> = {}) =>
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  if (req.url === '/api/session' && req.method === 'POST')
    return json(200, {}, { 'set-cookie': 'exq_session=exs_1; Path=/; HttpOnly' });
  if (req.headers.cookie !== 'exq_session=exs_1') return json(401, {});
  if (req.url?.startsWith('/api/w/live/me/statement.pdf?month=2026-10')) return res.end('%PDF-1.3');
  if (req.url === '/api/session') {
    const actor = { id: 'usr_1', kind: 'person', name: 'Ann', scopes: ['self'], worker_id: 'wrk_1' };
    return json(200, { actor, csrf_token: 'c', expires_at: null, ended: true });
  }
  return json(404, {});
});
let base = '';

beforeAll(async () => {
  vi.stubEnv('HOME', dir);
  await new Promise<void>((done) => tower.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(tower.address() as AddressInfo).port}`;
});
afterAll(() => {
  vi.unstubAllEnvs();
  tower.close();
  rmSync(dir, { recursive: true, force: true });
});

const run = (...line: string[]) => runCommand(registerMe, ['me', ...line], {}, { cwd: dir });
const file = join(dir, 'statement.pdf');
const statement = ['statement', '--month', '2026-10', '--out', 'statement.pdf'];

test('a statement is for whoever is signed in as themselves, and says how', async () => {
  const { err, exit } = await run(...statement);
  expect([exit, err.includes('nobody is signed in here'), err.includes('--sign-in')]).toEqual([
    1,
    true,
    true,
  ]);
  expect((await run('statement', '--month', '2026-13')).exit).toBe(2);
  expect((await run('statement', '--month', '2026-10', '--out', 'x.doc')).err).toContain('is no paper');
  expect((await run(...statement, '--sign-in', base)).err).toContain('no one-time link');
});

test('a link signs in once, and the session stays for the next statement until it is ended', async () => {
  const { out } = await run(...statement, '--sign-in', `${base}/login#token=exl_1`);
  expect(out).toContain('Nobody else can fetch it');
  expect(readFileSync(file, 'utf8')).toBe('%PDF-1.3');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(seen[0]).toBe('POST /api/session');
  expect((await run(...statement)).exit).toBe(0);
  expect(seen.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  expect((await run('sign-out')).out).toBe('Signed out.\n');
  expect(seen.at(-1)).toBe('DELETE /api/session exq_session=exs_1');
  expect((await run(...statement)).err).toContain('nobody is signed in here');
});
