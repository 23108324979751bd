import { mkdirSync, writeFileSync } from 'node:fs';
import { parseUsd } from '@exchequer/model';
import { writeStops } from '@exchequer/store/gate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOfPdf } from '../paper/pdf-text.test-kit.ts';
import { type Answer, callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

type Who = 'ann' | 'bo' | 'dee' | 'admin' | 'reader' | 'hr' | 'key' | 'nobody';

let server: TestHttpServer;
const { ask, must, codeOf, giveToken, signIn } = callersOf<Who>(() => server);
const w = '/api/w/live';

/** The month before this one, of which everything is over. */
const thisMonth = new Date().toISOString().slice(0, 7);
const month = new Date(Date.parse(`${thisMonth}-01T00:00:00Z`) - 1).toISOString().slice(0, 7);
const at = (day: number, time = '12:00:00') => `${month}-${String(day).padStart(2, '0')}T${time}Z`;

const engineers = ['ann', 'bo', ...Array.from({ length: 8 }, (_, n) => `eng${n}`)];
const people = [...engineers, 'dee'];
let ann = '';
let ownKey = '';

const use = (who: string, n: number, more: object) => ({
  id: `${who}-${n}`,
  occurred_at: at(5 + n),
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  actor: { kind: 'email', id: `${who}@x.test` },
  ...more,
});

/** Days on which most of the input came from a cache, and one on which none did. */
const cached = Array.from({ length: 7 }, (_, n) =>
  use('ann', n, {
    repo: 'git@example.test:acme/api.git',
    tokens: n === 6 ? { uncached_input: 1_000_000 } : { uncached_input: 100_000, cache_read: 900_000 },
  }),
);

beforeAll(async () => {
  server = await testHttpServer();
  const lines = people.map((who) => `${who},${who}@x.test,Core,${who}`).join('\n');
  await server.must('POST', `${w}/people/import`, {
    format: 'csv',
    text: `name,email,team,external_id\n${lines}\n`,
  });
  await giveToken('hr', ['admin', 'compensation']);
  await giveToken('admin', ['admin']);
  await giveToken('reader', ['read']);
  for (const who of ['ann', 'bo', 'dee'] as const) await signIn(who, `${who}@x.test`);
  const pay = people.map((who) => `${who},2020-01-01,100000,${who === 'dee' ? 'Designer' : 'Engineer'}`);
  const text = `worker,effective_on,base,role\n${pay.join('\n')}\n`;
  expect((await must('hr', 'POST', `${w}/compensation/import`, { text })).errors).toEqual([]);
  const others = engineers.slice(1).map((who, n) => use(who, n, { tokens: { output: (n + 1) * 100_000 } }));
  const lately = Array.from({ length: 14 }, (_, n) => ({
    ...use('bo', 20 + n, {
      tokens: n < 3 ? { uncached_input: 1_000_000 } : { uncached_input: 100_000, cache_read: 900_000 },
    }),
    // The last three days read nothing from a cache; those of the weeks before read most of it.
    occurred_at: new Date(Date.now() - (n < 3 ? n + 1 : n + 7) * 86_400_000).toISOString(),
  }));
  const work = use('ann', 9, { model: 'claude-opus-4-5', workflow: 'review', tokens: { output: 2_000 } });
  const taken = await server.must('POST', '/v1/usage', [...cached, ...others, ...lately, work]);
  expect(taken.rejected).toEqual([]);
  const { workers } = await server.must('GET', `${w}/workers?limit=50`);
  ann = workers.find((one: Answer) => one.name === 'ann').id;
  await writeStops(server.services.sql, { id: 'gw', life: '1' }, [
    { workspace: 'live', workerId: ann, minute: new Date(at(20, '09:00:00')), calls: 4 },
  ]);
  ownKey = (await must('ann', 'POST', `${w}/me/keys`, { name: 'laptop' })).secret;
});
afterAll(() => server?.remove());

const statement = (who: Who, of = month) => must(who, 'GET', `${w}/me/statement?month=${of}`);

test('a statement adds up, and says what a cache would have saved and what refusals took', async () => {
  const own = await statement('ann');
  expect(own).toMatchObject({ worker: { name: 'ann', role: 'Engineer' }, month, complete: true });
  const sum = (parts: Answer[]) => parts.reduce((total, { cost }) => total + parseUsd(cost), 0n);
  expect(sum(own.spend.by_model)).toBe(parseUsd(own.spend.total));
  expect(sum(own.spend.by_work)).toBe(parseUsd(own.spend.total));
  expect(own.spend.by_work.map(({ by }: Answer) => by).sort()).toEqual(['repo', 'workflow']);
  expect(own.cache.read_percent).toBe('77.1');
  // 900,000 tokens at $3.00 a million that could have been read at $0.30.
  expect(own.cache.avoidable).toBe('2.43');
  expect(own.stops).toMatchObject({ calls: 4, minutes: 60 });
});

test('a role of ten has a band, and one of fewer says why not', async () => {
  const { role_band: band } = await statement('ann');
  expect(band).toMatchObject({ persons: 10 });
  expect(Number(band.low) <= Number(band.median) && Number(band.median) <= Number(band.high)).toBe(true);
  const designer = await statement('dee');
  expect(designer.role_band).toBeNull();
  expect(designer.role_band_basis).toContain('Fewer than 10 persons');
  expect((await statement('ann', thisMonth)).role_band).toBeNull();
});

test('who looked, and for what, stands on it in the month of the look', async () => {
  const purpose = 'an invoice names the key of this person';
  const asked = await must('admin', 'POST', `${w}/privacy/break-glass`, {
    worker_id: ann,
    purpose,
    hours: 1,
  });
  expect(asked).toMatchObject({ worker_name: 'ann', hours: 1, may: ['end'] });
  expect((await must('hr', 'GET', `${w}/privacy/break-glass`))[0].may).toEqual(['decide', 'end']);
  const opened = await must('hr', 'POST', `${w}/privacy/break-glass/${asked.id}/decide`, { agree: true });
  expect(Date.parse(opened.opens_until) - Date.now()).toBeLessThanOrEqual(3_600_000);
  expect(opened.may).toEqual(['look', 'end']);
  await must('admin', 'GET', `${w}/privacy/break-glass/${asked.id}/look`);
  const { seen } = await statement('ann', thisMonth);
  expect(seen.map((one: Answer) => one.purpose)).toEqual([purpose, purpose, purpose, '']);
  expect(seen[3]).toMatchObject({ who: 'admin+compensation', what: 'changed your pay' });
  expect(seen[0].what).toContain('looked at what you have spent');
  expect((await statement('ann')).seen).toEqual([]);
  expect((await statement('bo', thisMonth)).seen).toHaveLength(1);
});

test('it is one page, and stands without the screen', async () => {
  const { status, bytes } = await ask('ann', 'GET', `${w}/me/statement.pdf?month=${thisMonth}`);
  expect(status).toBe(200);
  const { text, pages } = textOfPdf(bytes);
  expect(pages).toBe(1);
  for (const part of ['ann', 'not wages', 'given to nobody but you', 'Snapshot txn_', 'no rank of persons'])
    expect(text).toContain(part);
  const folder = process.env.EXCHEQUER_LOOK;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/statement-person.pdf`, bytes);
});

test('nobody gets another’s: not an admin, not who may see pay, not a key of the person themself', async () => {
  for (const path of [`me/statement?month=${month}`, `me/statement.pdf?month=${month}&worker_id=${ann}`]) {
    for (const who of ['admin', 'reader', 'hr'] as const)
      expect([who, path, (await ask(who, 'GET', `${w}/${path}`)).status]).toEqual([who, path, 403]);
    expect((await ask('nobody', 'GET', `${w}/${path}`)).status).toBe(401);
    const byKey = await fetch(`${server.base}${w}/${path}`, {
      headers: { authorization: `Bearer ${ownKey}` },
    });
    expect([401, 403]).toContain(byKey.status);
    expect((await ask('ann', 'GET', `/api/w/sample/${path}`)).status).toBe(403);
  }
  expect((await must('bo', 'GET', `${w}/me/statement?month=${month}&worker_id=${ann}`)).worker.name).toBe(
    'bo',
  );
  expect((await codeOf('ann', 'GET', `${w}/me/statement.pdf?month=2026-13`))[1]).toBe('bad-month');
});

test('advice about a person’s cache reaches that person alone, and is counted for nobody else', async () => {
  const { found } = await server.services.advice.run('live');
  const about = async (who: Who, of = 'me') =>
    (await must(who, 'GET', `${w}/recommendations?about=${of}`)).recommendations;
  const [own] = await about('bo');
  expect(own).toMatchObject({ rule: 1, own: true, owner: 'person', subject: { name: 'bo' } });
  expect(own.says).toContain('less than on your usual days');
  expect(await about('ann')).toEqual([]);
  const everybodys = await about('reader', 'everything');
  expect(everybodys.map(({ id }: Answer) => id)).not.toContain(own.id);
  expect(found).toBeGreaterThanOrEqual(everybodys.length);
  expect(await codeOf('admin', 'GET', `${w}/recommendations/${own.id}`)).toEqual([
    404,
    'recommendation-unknown',
  ]);
});
