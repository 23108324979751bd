import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actionsOf, type BudgetBench, budgetBench, fresh, wishOf } from '../envelope/testing.ts';
import { createDirectory } from '../people/index.ts';
import { by, freshGate, type GateBench, gateBench, ok } from './gate.test-kit.ts';
import { createGateDesk, findHolder, leafOf, loadGateSnapshot, noteKeyUse, watchGate } from './index.ts';
import { createSecretBox } from './secret-box.ts';

let bench: BudgetBench;
let gate: GateBench;
const clock = { now: new Date('2026-11-21T09:00:00Z') };
const now = () => clock.now;

beforeAll(async () => {
  bench = await budgetBench('2026-11-21T09:00:00Z');
  gate = gateBench(bench, now);
});
beforeEach(async () => {
  clock.now = new Date('2026-11-21T09:00:00Z');
  await freshGate(bench);
  await fresh(bench);
});
afterAll(() => bench.close());

const wish = { name: 'laptop', worker_id: 'wrk_priya', expires_at: null };
const snapshot = () => loadGateSnapshot(bench.server.sql, gate.secrets, now());
const audited = async () =>
  (await bench.server.sql<{ action: string }[]>`select action from audit_entry order by id`).map(
    (row) => row.action,
  );

describe('a gateway key', () => {
  test('tells its secret once, keeps a hash, and counts to its worker from the first call on', async () => {
    const { key, secret } = ok(await gate.desk.keys.create('live', { ...wish, models: ['gpt-*'] }, by));
    expect(secret).toMatch(/^exq_[\w-]{43}$/);
    expect(JSON.stringify(await bench.server.sql`select * from gate_key`)).not.toContain(secret);
    expect(findHolder(await snapshot(), secret)).toMatchObject({
      key: { id: key.id, workspace: 'live', models: ['gpt-*'], requestsPerMinute: null },
      worker: { id: 'wrk_priya', name: 'Priya', kind: 'person' },
    });
    expect(findHolder(await snapshot(), `${secret}x`)).toBeNull();
    const directory = createDirectory({ sql: bench.server.sql, timeZone: () => 'Europe/Warsaw' });
    const question = { identity_kind: 'api_key' as const, identity: key.id, agent: '' };
    const [answer] = await directory.answers('live', [question]);
    expect(answer?.slices.map(({ workerId }) => workerId)).toEqual(['wrk_priya']);
    expect(await audited()).toEqual(['key.create']);
  });

  test('can be made by many at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        gate.desk.keys.create('live', { ...wish, name: `key ${at}` }, by),
      ),
    );
    expect(new Set(made.map((one) => ok(one).key.id)).size).toBe(12);
  });

  test('is refused for a worker that there is not, and for a time that is over', async () => {
    const unknown = await gate.desk.keys.create('live', { ...wish, worker_id: 'wrk_nobody' }, by);
    expect(unknown).toMatchObject({ refused: 'worker-unknown' });
    const past = await gate.desk.keys.create('live', { ...wish, expires_at: '2026-11-21T09:00:00Z' }, by);
    expect(past).toMatchObject({ refused: 'expiry-invalid' });
    expect(await gate.desk.keys.list('live', { state: 'all' })).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  test('of the sample company starts with a prefix of its own and is no key of the live one', async () => {
    await bench.server.sql`
      insert into worker (workspace, id, kind, name, external_id, family) values ('sample', 'wrk_sam', 'person', 'Sam', '', '')`;
    const { key, secret } = ok(await gate.desk.keys.create('sample', { ...wish, worker_id: 'wrk_sam' }, by));
    expect(secret).toMatch(/^exq_sample_/);
    expect(findHolder(await snapshot(), secret)?.key.workspace).toBe('sample');
    expect(await gate.desk.keys.get('live', key.id)).toBeNull();
    expect(await gate.desk.keys.revoke('live', key.id, by)).toMatchObject({ refused: 'key-unknown' });
  });

  test('is changed in what is named alone', async () => {
    const { key } = ok(await gate.desk.keys.create('live', { ...wish, loop_limit: 9, project: 'atlas' }, by));
    const changed = ok(
      await gate.desk.keys.change('live', key.id, { loop_limit: null, cap_output: true }, by),
    );
    expect(changed).toMatchObject({ name: 'laptop', loop_limit: null, cap_output: true, project: 'atlas' });
    expect(await audited()).toEqual(['key.create', 'key.change']);
  });

  test('rotates into one that works beside it for the overlap, under the same rules', async () => {
    const made = ok(await gate.desk.keys.create('live', { ...wish, models: ['gpt-*'] }, by));
    const next = ok(await gate.desk.keys.rotate('live', made.key.id, 3_600, by));
    expect(next.key).toMatchObject({
      name: 'laptop',
      models: ['gpt-*'],
      worker: { id: 'wrk_priya' },
      state: 'active',
    });
    const [old] = await gate.desk.keys.list('live', { state: 'all' });
    expect(old).toMatchObject({
      state: 'active',
      expires_at: '2026-11-21T10:00:00.000Z',
      rotated_to: next.key.id,
    });
    expect(await gate.desk.keys.rotate('live', made.key.id, 0, by)).toMatchObject({ refused: 'key-over' });
    clock.now = new Date('2026-11-21T10:00:00Z');
    expect((await gate.desk.keys.list('live', { state: 'active' })).map(({ id }) => id)).toEqual([
      next.key.id,
    ]);
    expect(findHolder(await snapshot(), made.secret)?.key.expiresAt).toEqual(clock.now);
  });

  test('that is used is written down at most once a minute, and nobody reads anew for it', async () => {
    const { key } = ok(await gate.desk.keys.create('live', wish, by));
    const used = async () => (await gate.desk.keys.get('live', key.id))?.last_used_at;
    await noteKeyUse(bench.server.sql, new Map([[key.id, clock.now]]));
    await noteKeyUse(bench.server.sql, new Map([[key.id, new Date('2026-11-21T09:00:59Z')]]));
    expect(await used()).toBe('2026-11-21T09:00:00.000Z');
    await noteKeyUse(bench.server.sql, new Map([[key.id, new Date('2026-11-21T09:01:00Z')]]));
    expect(await used()).toBe('2026-11-21T09:01:00.000Z');
  });
});

describe('an upstream', () => {
  const openai = { name: 'OpenAI', kind: 'openai' as const };

  test('shows a hint of its credentials and opens them for gateways alone', async () => {
    const secret = 'sk-proj-0123456789abcdef';
    const put = ok(
      await gate.desk.upstreams.put(
        'live',
        'openai',
        { ...openai, add_credential: { name: 'main', secret } },
        by,
      ),
    );
    expect(put).toMatchObject({ base_url: 'https://api.openai.com', provider: 'openai', dialect: 'openai' });
    expect(put.credentials).toMatchObject([{ name: 'main', hint: '…cdef' }]);
    const opened = (await snapshot()).workspaces.get('live')?.upstreams.get('openai');
    expect(opened?.credentials).toMatchObject([{ name: 'main', secret }]);
    const rows = await bench.server.sql`select *, encode(sealed, 'escape') as text from gate_credential`;
    expect(JSON.stringify(rows)).not.toContain('0123456789');
    const notes = await bench.server.sql`select * from audit_entry`;
    expect(JSON.stringify(notes)).not.toContain('0123456789');
  });

  test('keeps what a change leaves out, and goes only when no route names it', async () => {
    await gate.desk.upstreams.put(
      'live',
      'vllm',
      { name: 'vLLM', kind: 'compatible', base_url: 'http://10.0.0.8:8000/v1/', allow_private: true },
      by,
    );
    const changed = ok(
      await gate.desk.upstreams.put('live', 'vllm', { name: 'vLLM', kind: 'compatible', idle_ms: 5 }, by),
    );
    expect(changed).toMatchObject({ base_url: 'http://10.0.0.8:8000/v1', allow_private: true, idle_ms: 5 });
    const route = {
      ...{ name: 'own', position: 1, dialect: null, models: ['llama*'], retries: 2, cache_seconds: null },
      enabled: true,
    };
    const target = { upstream_id: 'vllm', model: '', weight: 1, order: 0, role: 'normal' as const };
    expect(
      await gate.desk.routes.put(
        'live',
        'own',
        { ...route, targets: [{ ...target, upstream_id: 'none' }] },
        by,
      ),
    ).toMatchObject({ refused: 'target-unknown' });
    ok(await gate.desk.routes.put('live', 'own', { ...route, targets: [target] }, by));
    expect((await snapshot()).workspaces.get('live')?.routes).toMatchObject([
      { id: 'own', targets: [{ upstreamId: 'vllm' }] },
    ]);
    expect(await gate.desk.upstreams.remove('live', 'vllm', by)).toMatchObject({
      refused: 'upstream-in-use',
    });
    ok(await gate.desk.routes.remove('live', 'own', by));
    expect(await gate.desk.upstreams.remove('live', 'vllm', by)).toEqual({ done: true });
  });

  test.each([
    ['azure', undefined],
    ['compatible', 'ftp://example.com'],
    ['compatible', 'https://user:word@example.com'],
    ['bedrock', undefined],
  ] as const)('of the kind %s is refused the address %s', async (kind, base_url) => {
    const put = await gate.desk.upstreams.put('live', 'x', { name: 'X', kind, base_url }, by);
    expect(put).toMatchObject({ refused: 'address-invalid' });
  });

  test('that was tampered with loses the credential that does not open, and no other', async () => {
    const put = (id: string) =>
      gate.desk.upstreams.put(
        'live',
        id,
        { ...openai, add_credential: { name: id, secret: `secret of ${id}` } },
        by,
      );
    ok(await put('one'));
    ok(await put('two'));
    await bench.server.sql`
      update gate_credential c set sealed = o.sealed, nonce = o.nonce from gate_credential o
      where c.upstream_id = 'one' and o.upstream_id = 'two'`;
    const { workspaces, faults } = await snapshot();
    expect(workspaces.get('live')?.upstreams.get('one')?.credentials).toEqual([]);
    expect(workspaces.get('live')?.upstreams.get('two')?.credentials).toHaveLength(1);
    expect(faults).toHaveLength(1);
  });

  test('is sealed anew under the next master key, after which the first is not needed', async () => {
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const { sql } = bench.server;
    const open = (...keys: Buffer[]) =>
      createGateDesk({
        sql,
        secrets: createSecretBox(keys),
        now,
        newId: () => `ucr_${randomBytes(4).toString('hex')}`,
      });
    const wished = { ...openai, add_credential: { name: 'main', secret: 'sk-1' } };
    ok(await open(first).upstreams.put('live', 'openai', wished, by));
    expect(await open(second, first).upstreams.sealAnew(by)).toBe(1);
    expect(await open(second, first).upstreams.sealAnew(by)).toBe(0);
    const { workspaces } = await loadGateSnapshot(sql, createSecretBox([second]), now());
    expect(workspaces.get('live')?.upstreams.get('openai')?.credentials).toMatchObject([{ secret: 'sk-1' }]);
  });
});

describe('who pays for a call', () => {
  test('is told in memory as it will be booked: person, agent of its own, project, team of the day', async () => {
    const { platform, priya } = await actionsOf(bench).tree();
    const { put } = actionsOf(bench);
    const atlas = await put(wishOf('Atlas', 'project', 'atlas', platform.id, '10'));
    const { sql } = bench.server;
    await sql`update setting set value = '"Europe/Warsaw"' where key = 'time_zone'`;
    await sql`insert into membership (workspace, worker_id, team_id, valid_from, valid_to) values
      ('live', 'wrk_jo', 'data', null, '2026-11-22'), ('live', 'wrk_jo', 'platform', '2026-11-22', null),
      ('live', 'wrk_priya', 'platform', null, null)`;
    const make = async (worker_id: string, rules = {}) =>
      ok(await gate.desk.keys.create('live', { ...wish, worker_id, ...rules }, by)).secret;
    const [ofPriya, ofJo, ofBot] = [await make('wrk_priya'), await make('wrk_jo'), await make('wrk_bot')];
    const read = await snapshot();
    const leaf = (secret: string, labels = {}, at = '2026-11-21T10:00:00Z') => {
      const holder = findHolder(read, secret);
      return holder && leafOf(read, holder, labels, new Date(at));
    };
    expect(leaf(ofPriya)).toBe(priya.id);
    expect(leaf(ofJo, { project: 'atlas' })).toBe(atlas.id);
    // An agent without a team counts in its owner's.
    expect(leaf(ofBot)).toBe(platform.id);
    // Midnight in Warsaw: from then on Jo is in another team.
    expect(leaf(ofJo, {}, '2026-11-21T22:59:59Z')).not.toBe(platform.id);
    expect(leaf(ofJo, {}, '2026-11-21T23:00:00Z')).toBe(platform.id);
  });
});

const shortage = JSON.stringify({
  ...{ about: 'shortage', workspace: 'live', envelope: 'env_1', gateway: 'gw_1' },
});

describe('who listens', () => {
  test('hears of a revoked key within a second, and of a shortage, and reads nothing anew for a use of a key', async () => {
    const { key, secret } = ok(await gate.desk.keys.create('live', wish, by));
    let seen = await snapshot();
    let readings = 0;
    const shortages: string[] = [];
    const watch = watchGate({
      sql: bench.server.sql,
      everyMs: 60_000,
      onChange: async () => {
        readings++;
        seen = await snapshot();
      },
      onShortage: ({ envelopeId }) => shortages.push(envelopeId),
      log: () => {},
    });
    await watch.ready;
    await noteKeyUse(bench.server.sql, new Map([[key.id, clock.now]]));
    await bench.server.sql.notify('gate', shortage);
    await until(() => shortages.length === 1);
    expect(readings).toBe(1);
    const before = performance.now();
    ok(await gate.desk.keys.revoke('live', key.id, by));
    await until(() => findHolder(seen, secret)?.key.revokedAt !== null);
    expect(performance.now() - before).toBeLessThan(1_000);
    await watch.close();
  });

  test('reads anew by itself what it was not told, and hears again after its connection was cut', async () => {
    const { sql } = bench.server;
    let readings = 0;
    const shortages: string[] = [];
    const watch = watchGate({
      sql,
      everyMs: 100,
      onChange: async () => {
        readings++;
      },
      onShortage: ({ envelopeId }) => shortages.push(envelopeId),
      log: () => {},
    });
    await watch.ready;
    await until(() => readings > 2);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`.catch(
      () => {},
    );
    await until(async () => {
      await sql.notify('gate', shortage).catch(() => {});
      await wait(50);
      return shortages.length > 0;
    });
    await watch.close();
    const after = readings;
    await wait(250);
    expect(readings).toBe(after);
  });
});

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 1_000) throw new Error('it did not come about');
    await wait(5);
  }
}

describe('a worker that is held', () => {
  const reason = 'It repeats one failing call: $1,140 a week.';
  const heldIn = async (secret: string) => findHolder(await snapshot(), secret)?.key.held ?? null;

  test('has every key refused until it is released, those made meanwhile too, and the audit log keeps both', async () => {
    const agent = { ...wish, worker_id: 'wrk_bot' };
    const first = ok(await gate.desk.keys.create('live', agent, by));
    const others = ok(await gate.desk.keys.create('live', wish, by));
    expect(ok(await gate.desk.workerHolds.hold('live', 'wrk_bot', reason, by))).toMatchObject({ keys: 1 });
    const later = ok(await gate.desk.keys.create('live', agent, by));
    for (const { secret } of [first, later]) {
      expect(await heldIn(secret)).toEqual({ by: 'Ada', at: now(), reason });
    }
    expect(await heldIn(others.secret)).toBeNull();
    expect((await gate.desk.keys.get('live', first.key.id))?.held?.by).toBe('Ada');
    expect(await gate.desk.workerHolds.release('live', 'wrk_bot', by)).toEqual({ done: true });
    expect(await heldIn(first.secret)).toBeNull();
    expect(await gate.desk.workerHolds.release('live', 'wrk_bot', by)).toEqual({ done: false });
    expect((await audited()).filter((one) => one.startsWith('worker.'))).toEqual([
      'worker.hold',
      'worker.release',
    ]);
  });

  test('keeps the words of whoever was first, and is never a person', async () => {
    await gate.desk.workerHolds.hold('live', 'wrk_bot', reason, by);
    const again = await gate.desk.workerHolds.hold('live', 'wrk_bot', 'Other words.', {
      id: 'x',
      name: 'Bo',
    });
    expect(again).toMatchObject({ by: 'Ada', reason });
    expect(await gate.desk.workerHolds.hold('live', 'wrk_priya', reason, by)).toMatchObject({
      refused: 'not-an-agent',
    });
    expect(await gate.desk.workerHolds.hold('live', 'wrk_none', reason, by)).toMatchObject({
      refused: 'worker-unknown',
    });
    await gate.desk.workerHolds.release('live', 'wrk_bot', by);
  });
});
