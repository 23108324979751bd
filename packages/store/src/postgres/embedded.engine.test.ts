import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from './index.ts';

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const isRoot = process.getuid?.() === 0;

/** A new home; `mode` is that of the folder above it. */
function makeHome(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'exchequer-pg-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return join(folder, 'home');
}

async function start(home: string, say?: (sentence: string) => void): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ home, ...(say && { say }) });
  servers.push(server);
  return server;
}

async function ask<Row>(server: EmbeddedPostgres, question: string): Promise<Row[]> {
  const sql = connectPostgres(server.url, { max: 1 });
  try {
    return (await sql.unsafe(question)) as unknown as Row[];
  } finally {
    await sql.end();
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.stop();
    if (!server.data.startsWith(tmpdir())) rmSync(join(server.data, '..'), { recursive: true, force: true });
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  test('keeps what was written when it is stopped and started again', async () => {
    const home = makeHome();
    const first = await start(home);
    await ask(first, 'CREATE TABLE kept (amount numeric(38,12)); INSERT INTO kept VALUES (1.000000000001)');
    await first.stop();
    expect(first.isAlive()).toBe(false);
    const second = await start(home);
    expect(await ask(second, 'SELECT amount FROM kept')).toEqual([{ amount: '1.000000000001' }]);
  });

  test('never runs as root, and as root only with a durable, small configuration', async () => {
    const server = await start(makeHome());
    const shown = await ask<{ name: string; setting: string }>(
      server,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'max_connections', 'listen_addresses') ORDER BY name`,
    );
    expect(Object.fromEntries(shown.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      max_connections: '40',
      listen_addresses: '127.0.0.1',
    });
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  });

  test('lets nobody in without the password, which only the owner of the home can read', async () => {
    const home = makeHome();
    const server = await start(home);
    const wrong = connectPostgres(server.url.replace(/:[^:@/]+@/, ':guess@'), { max: 1 });
    await expect(wrong`SELECT 1`).rejects.toMatchObject({ code: '28P01' });
    await wrong.end();
    expect(statSync(join(home, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  });

  test('is shared, not stopped, by a second process while the first one lives', async () => {
    const home = makeHome();
    const first = await start(home);
    const neighbour = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const owner = join(first.data, '..', 'owner.json');
    const born = readFileSync(`/proc/${neighbour.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    writeFileSync(owner, JSON.stringify({ pid: neighbour.pid, born }));
    const second = await start(home);
    expect(second).toMatchObject({ origin: 'shared', pid: first.pid });
    await second.stop();
    expect(first.isAlive()).toBe(true);
    neighbour.kill('SIGKILL');
    await new Promise((resolve) => neighbour.once('exit', resolve));
    expect((await start(home)).origin).toBe('taken-over');
  });

  test('recovers everything acknowledged after it was killed', async () => {
    const home = makeHome();
    const first = await start(home);
    await ask(first, 'CREATE TABLE kept (n bigint); INSERT INTO kept SELECT generate_series(1, 1000)');
    process.kill(first.pid, 'SIGKILL');
    const second = await start(home);
    expect(second.pid).not.toBe(first.pid);
    expect(await ask(second, 'SELECT count(*) AS rows FROM kept')).toEqual([{ rows: '1000' }]);
  });

  test('starts again although its pid file names a stranger', async () => {
    const home = makeHome();
    const first = await start(home);
    const pidFile = join(first.data, 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    expect((await start(home)).origin).toBe('started');
  });

  test.runIf(isRoot)(
    'started as root below a folder closed to others, it stands elsewhere and says so',
    async () => {
      const said: string[] = [];
      const home = makeHome(0o700);
      const server = await start(home, (sentence) => said.push(sentence));
      expect(server.data).toMatch(/^\/var\/lib\/exchequer\//);
      expect(said.join('\n')).toContain(server.data.replace(/\/data$/, ''));
      expect(existsSync(join(home, 'postgres', 'place.json'))).toBe(true);
      await server.stop();
      expect((await start(home)).data).toBe(server.data);
    },
  );
});
