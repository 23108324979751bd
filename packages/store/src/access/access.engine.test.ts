import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessRefusal, Actor } from '@exchequer/core/access';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrations } from '../migrations/index.ts';
import { connectPostgres, type EmbeddedPostgres, startEmbedded } from '../postgres/index.ts';
import {
  type Access,
  createAccess,
  type OpenSession,
  readTowerFile,
  removeTowerFile,
  writeTowerFile,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'exchequer-access-'));
const minute = 60_000;
let server: EmbeddedPostgres;
let sql: Sql;
let now: Date;
let access: Access;
let ids = 0;

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const failures: unknown[] = [];
const open = () =>
  createAccess({
    sql,
    now: () => now,
    newId: (prefix) => `${prefix}${String(++ids).padStart(8, '0')}`,
    onBackgroundError: (error) => failures.push(error),
  });
const admin: Actor = {
  id: 'usr_x',
  kind: 'person',
  name: 'Ada',
  scopes: ['admin'],
  workspace: 'live',
  workerId: null,
};
const signIn = (linkSecret: string, address = '127.0.0.1') =>
  access.signIn({ linkSecret, address, userAgent: 'test' });
const refused = (result: object) => (result as AccessRefusal).refused;
const wish = { name: 'ci', scopes: ['ingest' as const], workspace: 'live' as const, expiresAt: null };

beforeAll(async () => {
  server = await startEmbedded({ home: folder });
  sql = connectPostgres(server.url, { max: 4 });
});

beforeEach(async () => {
  await sql.unsafe('drop schema public cascade; create schema public');
  await migrate(sql, migrations);
  now = new Date('2026-11-21T09:00:00.000Z');
  failures.length = 0;
  access = await open();
});

afterAll(async () => {
  await sql?.end();
  await server?.stop();
  if (server && !server.data.startsWith(folder)) rmSync(join(server.data, '..'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(): Promise<{ secret: string; session: OpenSession }> {
  const link = await access.newAdminLink(admin);
  return (await signIn(link.secret)) as { secret: string; session: OpenSession };
}

describe('one-time links', () => {
  test('are offered at start until an admin session is open, and again once it is gone', async () => {
    const first = await access.firstAdminLink();
    const { session } = (await signIn(first?.secret ?? '')) as { session: OpenSession };
    expect(await access.firstAdminLink()).toBeNull();
    expect(await (await open()).firstAdminLink()).toBeNull();
    await access.endSession(session.id, admin);
    expect(await access.firstAdminLink()).not.toBeNull();
  });

  test('open one session, also when two redeem them at once', async () => {
    const link = await access.newAdminLink(admin);
    const results = await Promise.all([signIn(link.secret, 'a'), signIn(link.secret, 'b')]);
    expect(results.filter((result) => 'secret' in result)).toHaveLength(1);
    expect(refused(results.find((result) => 'refused' in result) ?? {})).toBe('link-used');
    expect(refused(await signIn(link.secret))).toBe('link-used');
  });

  test('last a quarter of an hour', async () => {
    const link = await access.newAdminLink(admin);
    later(15 * minute);
    expect(refused(await signIn(link.secret))).toBe('link-expired');
  });

  test('cannot be guessed for long', async () => {
    for (let i = 0; i < 10; i++) expect(refused(await signIn('exl_wrong'))).toBe('link-unknown');
    const link = await access.newAdminLink(admin);
    expect(refused(await signIn(link.secret))).toBe('too-many-attempts');
    expect('secret' in (await signIn(link.secret, '10.0.0.2'))).toBe(true);
  });
});

describe('sessions', () => {
  test('are found by their cookie, survive a restart and end after thirty idle days', async () => {
    const { secret } = await signedIn();
    access = await open();
    expect(access.session(secret)).toMatchObject({ actor: { kind: 'person', name: 'Admin' } });
    later(29 * 24 * 60 * minute);
    expect('actor' in access.session(secret)).toBe(true);
    later(30 * 24 * 60 * minute);
    expect(refused(access.session(secret))).toBe('session-ended');
  });

  test('end at once when revoked, in memory and after a restart', async () => {
    const { secret, session } = await signedIn();
    expect(await access.endSession(session.id, admin)).toBe(true);
    expect(await access.endSession(session.id, admin)).toBe(false);
    expect(refused(access.session(secret))).toBe('session-ended');
    expect(refused((await open()).session(secret))).toBe('session-ended');
  });

  test('have CSRF tokens that differ from each other and from the cookie', async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    expect(one.session.csrfToken).not.toBe(two.session.csrfToken);
    expect(one.secret).not.toContain(one.session.csrfToken);
  });
});

describe('API tokens', () => {
  test('are found by their secret alone, after a restart too', async () => {
    const { secret, record } = await access.createToken(wish, admin);
    expect(secret).toMatch(/^exq_[\w-]{43}$/);
    for (const at of [access, await open()]) {
      expect(at.holder(secret)).toMatchObject({ id: record.id, kind: 'token', scopes: ['ingest'] });
      expect(refused(at.holder(secret.slice(0, -1)))).toBe('credentials-unknown');
    }
  });

  test('are refused from the moment they are revoked or expire', async () => {
    const { secret, record } = await access.createToken(wish, admin);
    const brief = await access.createToken({ ...wish, expiresAt: new Date(now.getTime() + minute) }, admin);
    expect(await access.revokeToken(record.id, admin)).toBe(true);
    expect(refused(access.holder(secret))).toBe('token-revoked');
    expect(refused((await open()).holder(secret))).toBe('token-revoked');
    later(minute);
    expect(refused(access.holder(brief.secret))).toBe('token-expired');
  });

  test('of the sample workspace say so in their first letters', async () => {
    const { secret } = await access.createToken({ ...wish, workspace: 'sample' }, admin);
    expect(secret).toMatch(/^exq_sample_/);
    expect(access.holder(secret)).toMatchObject({ workspace: 'sample' });
  });

  test('write their last use at most once a minute', async () => {
    const { secret, record } = await access.createToken(wish, admin);
    const written = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const [row] = await sql<{ at: Date | null }[]>`
        select last_used_at as at from access_token where id = ${record.id}`;
      return row?.at?.toISOString();
    };
    access.holder(secret);
    expect(await written()).toBe('2026-11-21T09:00:00.000Z');
    later(59_000);
    access.holder(secret);
    expect(await written()).toBe('2026-11-21T09:00:00.000Z');
    later(1000);
    access.holder(secret);
    expect(await written()).toBe('2026-11-21T09:01:00.000Z');
    expect(failures).toEqual([]);
  });

  test('cost microseconds to check', async () => {
    const { secret } = await access.createToken(wish, admin);
    const startedAt = performance.now();
    for (let i = 0; i < 20_000; i++) access.holder(secret);
    const microseconds = ((performance.now() - startedAt) * 1000) / 20_000;
    expect(microseconds).toBeLessThan(100);
  });
});

describe('a person who is a worker', () => {
  beforeEach(async () => {
    await sql`insert into worker (workspace, id, kind, name, external_id, family, active_to) values
      ('live', 'wrk_1', 'person', 'Zoë', 'E1', '', null), ('live', 'wrk_2', 'person', 'Łukasz', 'E2', '', '2026-11-01')`;
    await sql`insert into identity (workspace, id, kind, value, worker_id)
      values ('live', 'idn_1', 'email', 'zoe@x.test', 'wrk_1')`;
  });

  test('signs in by a link for their email, sees what is their own, and is the same user next time', async () => {
    for (const named of ['Zoe@x.test', 'E1']) {
      const link = (await access.newWorkerLink('live', named, admin)) as { secret: string };
      const { session } = (await signIn(link.secret)) as { session: OpenSession };
      expect(session.actor).toMatchObject({ name: 'Zoë', scopes: ['self'], workerId: 'wrk_1' });
      access = await open();
    }
    expect(await sql`select count(*)::int as n from access_user where worker_id = 'wrk_1'`).toEqual([
      { n: 1 },
    ]);
  });

  test('gets no link when unknown or no longer there', async () => {
    expect(refused(await access.newWorkerLink('live', 'nobody', admin))).toBe('worker-unknown');
    expect(refused(await access.newWorkerLink('sample', 'E1', admin))).toBe('worker-unknown');
    expect(refused(await access.newWorkerLink('live', 'E2', admin))).toBe('worker-left');
  });
});

test('the person who sets the install up sees base pay, the command line only where told so', async () => {
  const { session } = await signedIn();
  expect(session.actor.scopes).toContain('compensation');
  const told = await createAccess({
    sql,
    now: () => now,
    newId: (prefix) => `${prefix}${++ids}`,
    onBackgroundError: () => {},
    localCompensation: true,
  });
  const scopesOf = (at: Access) => (at.holder(at.localToken) as Actor).scopes;
  expect(scopesOf(told)).toContain('compensation');
  expect(scopesOf(access)).not.toContain('compensation');
});

test('no secret stands anywhere in the database', async () => {
  const { secret: session } = await signedIn();
  const { secret: token } = await access.createToken(wish, admin);
  const link = await access.newAdminLink(admin);
  const tables = ['access_link', 'access_session', 'access_token', 'access_user', 'audit_entry'];
  const texts = await Promise.all(tables.map((name) => sql`select t::text as row from ${sql(name)} t`));
  const all = JSON.stringify(texts);
  for (const secret of [session, token, link.secret, access.localToken]) {
    expect(all).not.toContain(secret);
    expect(all).not.toContain(Buffer.from(secret).toString('hex'));
  }
});

test('what admins do is written down, newest first, page by page', async () => {
  const { record } = await access.createToken(wish, admin);
  await access.revokeToken(record.id, admin);
  const first = await access.audit({ limit: 1 });
  expect(first.entries).toMatchObject([{ action: 'token.revoke', subject: record.id, actor_name: 'Ada' }]);
  const second = await access.audit({ limit: 1, cursor: first.next_cursor ?? '' });
  expect(second).toMatchObject({ entries: [{ action: 'token.create' }], next_cursor: null });
});

test('the local command line has its own token, new at every start', async () => {
  expect(access.holder(access.localToken)).toMatchObject({
    kind: 'local',
    scopes: ['ingest', 'read', 'admin'],
  });
  expect(refused((await open()).holder(access.localToken))).toBe('credentials-unknown');
});

test('the tower file is for its owner alone and is removed by its writer alone', async () => {
  const tower = { url: 'http://127.0.0.1:4100', pid: 42, token: access.localToken };
  await writeTowerFile(folder, tower);
  expect(statSync(join(folder, 'tower.json')).mode & 0o777).toBe(0o600);
  expect(await readTowerFile(folder)).toEqual(tower);
  await removeTowerFile(folder, 43);
  expect(readFileSync(join(folder, 'tower.json'), 'utf8')).toContain(tower.token);
  await removeTowerFile(folder, 42);
  expect(await readTowerFile(folder)).toBeNull();
});
