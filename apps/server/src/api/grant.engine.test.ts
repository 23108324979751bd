import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOfPdf } from '../paper/pdf-text.test-kit.ts';
import { type Answer, callersOf } from '../testing/callers.ts';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let server: TestHttpServer;
const w = '/api/w/live';

type Who = 'hr' | 'admin' | 'reader' | 'zoe';

const { ask, must, giveToken, signIn } = callersOf<Who>(() => server);

const names = ['Zoë Źdźbło', 'Jürgen Groß', 'Αλεξία Παπαδοπούλου', 'Amélie', 'Bo', 'Cid'];
const ids: string[] = [];
let half = '';
let tools = '';
const year = new Date().getUTCFullYear();
const month = new Date().toISOString().slice(0, 7);

beforeAll(async () => {
  server = await testHttpServer();
  await giveToken('hr', ['admin', 'compensation']);
  await giveToken('admin', ['admin', 'read', 'ingest']);
  await giveToken('reader', ['read']);
  const people = names.map((name, at) => `${name},p${at}@x.test,Eng / Core,E${at}`).join('\n');
  await must('admin', 'POST', `${w}/people/import`, {
    format: 'csv',
    text: `name,email,team,external_id\n${people}\n`,
  });
  const { workers } = await must('admin', 'GET', `${w}/workers?limit=50`);
  for (const name of names) ids.push(workers.find((one: Answer) => one.name === name).id);
  await must('admin', 'PUT', '/api/settings', { company_name: 'Halyard Robotics' });
  await signIn('zoe', 'p0@x.test');
});
afterAll(() => server?.remove());

describe('pay', () => {
  test('is imported whole or not at all, every fault told by line', async () => {
    const bad = 'worker,effective_on,base,bonus\nE0,2026-01-01,-5,\nnobody,soon,1,\n';
    const refused = await must('hr', 'POST', `${w}/compensation/import`, { text: bad });
    expect(refused.applied).toBe(false);
    expect(refused.errors.map(({ row, column }: Answer) => [row, column])).toEqual([
      [2, 'base'],
      [3, 'worker'],
      [3, 'effective_on'],
    ]);
    const rows = names.map(
      (_, at) => `E${at},${year}-01-01,${at === 0 ? 250000 : 200000 + at},50000,75000,Engineer,L5`,
    );
    const text = `worker,effective_on,base,bonus,equity,role,band\n${rows.join('\n')}\n`;
    expect(await must('hr', 'POST', `${w}/compensation/import`, { text, dry_run: true })).toMatchObject({
      applied: false,
    });
    expect(await must('hr', 'GET', `${w}/compensation`)).toEqual([]);
    expect(await must('hr', 'POST', `${w}/compensation/import`, { text })).toMatchObject({
      applied: true,
      errors: [],
    });
    const again = await must('hr', 'POST', `${w}/compensation/import`, { text });
    expect(new Set(again.changes.map(({ action }: Answer) => action))).toEqual(new Set(['same']));
  });

  test('is refused to an admin without the scope, on every path that would show it', async () => {
    for (const who of ['admin', 'reader', 'zoe'] as const) {
      for (const path of [
        'compensation',
        `compensation/${ids[0]}`,
        `compensation/${ids[0]}/total`,
        'compensation/cohorts',
        `grants/statement?worker_id=${ids[0]}&month=${month}`,
        `grants/statement.pdf?worker_id=${ids[0]}&month=${month}`,
        `grants/payroll?month=${month}`,
        `grants/payroll.csv?month=${month}`,
      ]) {
        expect([who, path, (await ask(who, 'GET', `${w}/${path}`)).status]).toEqual([who, path, 403]);
      }
    }
    const token = { name: 'x', scopes: ['compensation'], workspace: 'live' };
    expect((await ask('admin', 'POST', '/api/tokens', token)).body).toMatchObject({
      code: 'scope-beyond-own',
    });
  });
});

describe('plans and grants', () => {
  test('a plan says what its design invites', async () => {
    const wish = {
      name: 'Half of base',
      type: 'personal_allotment',
      basis: { kind: 'share_of_base', share: '0.4' },
    };
    const plan = await must('admin', 'PUT', `${w}/grant-plans`, wish);
    expect(plan).toMatchObject({
      cadence: 'monthly',
      rollover: { percent: 25, cap: null },
      transfer: 'none',
      surplus: 'team_pool',
    });
    expect(plan.notes.map(({ code }: Answer) => code)).toContain('tells-pay');
    half = plan.id;
    const fixed = {
      name: 'Tools',
      type: 'tool_access',
      basis: { kind: 'fixed', amount: '500', per: 'month' },
      transfer: 'manager_approved',
    };
    tools = (await must('admin', 'PUT', `${w}/grant-plans`, fixed)).id;
    expect((await ask('admin', 'PUT', `${w}/grant-plans`, { ...fixed, name: 'TOOLS' })).body.code).toBe(
      'plan-exists',
    );
    const negative = { ...fixed, name: 'N', basis: { kind: 'fixed', amount: '-5', per: 'month' } };
    expect((await ask('admin', 'PUT', `${w}/grant-plans`, negative)).status).toBe(400);
  });

  test('a grant that goes by pay is issued by those who may see pay, and its amount is withheld from others', async () => {
    const wish = { plan_id: half, holder: { kind: 'worker', id: ids[0] }, starts_on: `${year}-01-01` };
    expect((await ask('admin', 'POST', `${w}/grants`, wish)).body).toMatchObject({
      status: 403,
      code: 'compensation-needed',
    });
    const {
      grant,
      first_lot: lot,
      flags,
    } = await must('hr', 'POST', `${w}/grants`, { ...wish, idempotency_key: 'k1' });
    expect(grant).toMatchObject({
      annual_amount: '100000',
      state: 'active',
      jurisdiction: 'US',
      policy_version: '1',
    });
    expect(lot.granted).toBe('8333.33');
    expect(flags.map(({ code }: Answer) => code)).toContain('us-open-wallet');
    expect((await must('hr', 'POST', `${w}/grants`, { ...wish, idempotency_key: 'k1' })).grant.id).toBe(
      grant.id,
    );
    const other = { ...wish, starts_on: `${year}-02-01`, idempotency_key: 'k1' };
    expect((await ask('hr', 'POST', `${w}/grants`, other)).body.code).toBe('idempotency-key-reused');
    expect((await ask('hr', 'POST', `${w}/grants`, wish)).body).toMatchObject({
      status: 409,
      code: 'grant-overlap',
    });

    const listed = await must('admin', 'GET', `${w}/grants`);
    expect(listed.grants[0]).toMatchObject({ annual_amount: null, balance: null });
    expect(listed.grants[0].withheld).toContain('base pay');
    const got = await must('admin', 'GET', `${w}/grants/${grant.id}`);
    expect(got).toMatchObject({ lots: [], grant: { annual_amount: null } });
    for (const answer of [listed, got]) expect(JSON.stringify(answer)).not.toMatch(/8333|100000|250000/);
    expect((await ask('admin', 'GET', `${w}/grants/${grant.id}/term-sheet.pdf`)).status).toBe(403);
    expect((await ask('reader', 'GET', `${w}/grants`)).status).toBe(403);
    const trail = JSON.stringify(await must('admin', 'GET', '/api/audit?limit=200'));
    expect(trail).toContain('compensation.put');
    expect(trail).not.toMatch(/250000|200001|8333/);
  });

  test('a file of grants is issued whole or not at all', async () => {
    const rows = names.map((_, at) => `Tools,E${at},${year}-01-01`);
    const bad = `plan,worker,starts_on\n${rows[0]}\n${rows[0]}\n`;
    const refused = await must('hr', 'POST', `${w}/grants/import`, { text: bad });
    expect(refused).toMatchObject({ applied: false, errors: [{ row: 3 }] });
    expect((await must('hr', 'GET', `${w}/grants?plan_id=${tools}`)).total).toBe(0);
    const done = await must('hr', 'POST', `${w}/grants/import`, {
      text: `plan,worker,starts_on\n${rows.join('\n')}\n`,
    });
    expect(done).toMatchObject({ applied: true, errors: [] });
    expect(
      (await must('admin', 'GET', `${w}/grants?plan_id=${tools}`)).grants.map((g: Answer) => g.annual_amount),
    ).toEqual(names.map(() => '6000'));
  });
});

describe('sums', () => {
  test('of grants are shown for cohorts of five, and the lone grant is not to be worked out', async () => {
    const cohorts = await must('reader', 'GET', `${w}/grants/cohorts?by=plan`);
    // One person holds the only grant by pay: beside the total, the other plan would tell its amount.
    expect(cohorts).toMatchObject({ smallest_group: 5, folded: ['Half of base', 'Tools'] });
    expect(cohorts.cohorts.map(({ label, holders }: Answer) => [label, holders])).toEqual([['Other', 6]]);
    expect(cohorts.bands.every(({ holders }: Answer) => holders === 0 || holders >= 5)).toBe(true);
    const pay = await must('hr', 'GET', `${w}/compensation/cohorts?by=role`);
    expect(pay.cohorts.map(({ label, persons }: Answer) => [label, persons])).toEqual([['Engineer', 6]]);
    expect(pay.cohorts[0].base).toBe('1250015');
    const timeline = await must('reader', 'GET', `${w}/grants/timeline?from=${year}-01&to=${year}-03`);
    expect(timeline.points.map(({ granted }: Answer) => granted)).toEqual([
      '11333.33',
      '11333.33',
      '11333.34',
    ]);
    expect(timeline).toMatchObject({ holders: 6, withheld: null });
  });

  test('the stress test says which cells break', async () => {
    const stress = await must('reader', 'POST', `${w}/grants/stress`, { budget: '200000' });
    expect(stress).toMatchObject({ annual: '136000', budget: '200000', breaking: 6 });
    expect(stress.cells).toHaveLength(9);
  });

  test('reference lines name their source and its interest, and never alarm by themselves', async () => {
    const lines = await must('reader', 'GET', `${w}/pay-references`);
    expect(lines.map(({ tokens_high, alarm }: Answer) => [tokens_high, alarm])).toEqual(
      expect.arrayContaining([
        ['250000', false],
        ['100000', false],
        ['1000', false],
      ]),
    );
    for (const { source, interest } of lines) expect([source, interest]).not.toContain('');
  });

  test('tokens of 106,000 beside pay of 375,000 are 22.04 % of the total', async () => {
    const { total, references } = await must('hr', 'GET', `${w}/compensation/${ids[0]}/total`);
    expect(total).toMatchObject({
      tokens: '106000',
      total: '481000',
      token_share: '22.04',
      leverage: '42.40',
    });
    expect(references.length).toBeGreaterThan(2);
  });
});

describe('a person', () => {
  test('sees their own grants, pay and who looked, and nothing else', async () => {
    const mine = await must('zoe', 'GET', `${w}/grants/mine`);
    expect(mine).toMatchObject({ name: 'Zoë Źdźbło', total_pay: { base: '250000', token_share: '22.04' } });
    expect(mine.grants).toHaveLength(2);
    expect(mine.wording).toContain('not wages');
    const { sightings } = await must('zoe', 'GET', `${w}/grants/mine/seen`);
    expect(sightings.map(({ action, view }: Answer) => `${action} ${view}`)).toEqual(
      expect.arrayContaining(['compensation.read total compensation', 'grant.read list of grants']),
    );
    for (const path of [
      'grants',
      `grants/${mine.grants[0].id}`,
      'grants/cohorts',
      'workers',
      'grant-plans',
    ]) {
      expect([path, (await ask('zoe', 'GET', `${w}/${path}`)).status]).toEqual([path, 403]);
    }
    expect((await ask('zoe', 'GET', '/api/w/sample/grants/mine')).status).toBe(403);
    expect((await ask('hr', 'GET', `${w}/grants/mine`)).status).toBe(403);
  });

  test('passes budget on only as the grant allows, once somebody else approved', async () => {
    const wish = {
      from: { kind: 'worker', id: ids[0] },
      to_worker_id: ids[1],
      amount: '100',
      reason: 'a hard week',
    };
    const asked = await must('zoe', 'POST', `${w}/grant-transfers`, wish);
    expect(asked).toMatchObject({ state: 'requested', amount: '100' });
    const foreign = { ...wish, from: { kind: 'worker', id: ids[2] } };
    expect((await ask('zoe', 'POST', `${w}/grant-transfers`, foreign)).status).toBe(403);
    const path = `${w}/grant-transfers/${asked.id}/decide`;
    expect((await ask('zoe', 'POST', path, { approve: true })).status).toBe(403);
    expect(await must('admin', 'POST', path, { approve: true })).toMatchObject({ state: 'done' });
    expect((await ask('admin', 'POST', path, { approve: true })).body.code).toBe('transfer-decided');
    const back = { from: { kind: 'worker', id: ids[1] }, to_worker_id: ids[2], amount: '700', reason: 'on' };
    expect((await ask('admin', 'POST', `${w}/grant-transfers`, back)).body.code).toBe('transfer-too-large');
  });
});

/** Pages to look at, where a folder for them is named. */
function keep(name: string, bytes: Buffer): void {
  const folder = process.env.EXCHEQUER_LOOK;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}`, bytes);
}

describe('papers', () => {
  test('a statement is one page with the wording, the amounts and what it was made from', async () => {
    const { status, bytes } = await ask('zoe', 'GET', `${w}/grants/mine/statement.pdf?month=${month}`);
    expect(status).toBe(200);
    keep('statement.pdf', bytes);
    const { text, pages } = textOfPdf(bytes);
    expect(pages).toBe(1);
    for (const part of [
      'Zoë Źdźbło',
      'Halyard Robotics',
      'not wages',
      '$250,000.00',
      '22.04 %',
      'Policy version 1',
      'Jurisdiction US',
      'Snapshot txn_',
      'UTC',
    ])
      expect(text).toContain(part);
    const greek = await ask('hr', 'GET', `${w}/grants/statement.pdf?worker_id=${ids[2]}&month=${month}`);
    keep('statement-greek.pdf', greek.bytes);
    expect(textOfPdf(greek.bytes).text).toContain('Αλεξία Παπαδοπούλου');
    const csv = await ask('zoe', 'GET', `${w}/grants/mine/statement.csv?month=${month}`);
    expect(csv.bytes.toString('utf8')).toContain('Policy version,1');
    const xlsx = await ask('zoe', 'GET', `${w}/grants/mine/statement.xlsx?month=${month}`);
    expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK');
  });

  test('a term sheet carries clause, amount and flags; a candidate’s is not kept', async () => {
    const [grant] = (await must('hr', 'GET', `${w}/grants?worker_id=${ids[1]}`)).grants;
    const { bytes } = await ask('admin', 'GET', `${w}/grants/${grant.id}/term-sheet.pdf`);
    keep('term-sheet.pdf', bytes);
    const { text, pages } = textOfPdf(bytes);
    expect(pages).toBe(1);
    expect(text).not.toContain('Flags for counsel');
    const counsel = await ask('admin', 'GET', `${w}/grants/${grant.id}/term-sheet.pdf?for=counsel`);
    expect(textOfPdf(counsel.bytes).text).toContain('Flags for counsel, not advice');
    for (const part of ['Jürgen Groß', '$6,000.00 a year', 'not wages']) expect(text).toContain(part);
    const offer = { name: 'Łucja', starts_on: `${year}-06-01`, annual_base: '500000' };
    const sheet = await must('hr', 'POST', `${w}/grant-plans/${half}/offer`, offer);
    expect(sheet.clause).toContain('$200,000.00 a year');
    expect((await ask('admin', 'POST', `${w}/grant-plans/${half}/offer`, offer)).status).toBe(403);
    expect(
      (await must('hr', 'GET', `${w}/compensation`)).map(({ worker_name }: Answer) => worker_name),
    ).not.toContain('Łucja');
  });

  test('a wording never changes under its version', async () => {
    const policy = { version: '1', effective_on: '2026-01-01', business_wording: 'x', personal_wording: 'y' };
    expect((await ask('admin', 'POST', `${w}/grant-policies`, policy)).body.code).toBe('policy-exists');
    const second = await must('admin', 'POST', `${w}/grant-policies`, {
      ...policy,
      version: '2',
      jurisdiction: 'GB',
    });
    expect(second).toMatchObject({ version: '2', jurisdiction: 'GB' });
  });

  test('personal use reaches payroll', async () => {
    const plan = await must('admin', 'PUT', `${w}/grant-plans`, {
      name: 'Private',
      type: 'personal_allotment',
      basis: { kind: 'fixed', amount: '100', per: 'month' },
      personal_use: true,
    });
    const holder = { kind: 'worker', id: ids[3] };
    const { flags } = await must('hr', 'POST', `${w}/grants`, {
      plan_id: plan.id,
      holder,
      starts_on: `${month}-01`,
    });
    expect(flags.map(({ code }: Answer) => code)).toContain('us-personal-wages');
    expect((await must('hr', 'GET', `${w}/grants/payroll?month=${month}`)).lines).toEqual([]);
  });
});
