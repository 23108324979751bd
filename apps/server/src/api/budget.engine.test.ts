import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let at: TestHttpServer;
const live = '/api/w/live';
const budget = `${live}/budget`;
let company: { id: string };
let team: { id: string };

beforeAll(async () => {
  at = await testHttpServer();
  const price = {
    provider: 'acme',
    model: 'round-1',
    usd_per_million: { uncached_input: '0', output: '50000' },
    valid_from: 'always',
  };
  await at.must('POST', '/api/prices', price);
  const file = { format: 'csv', text: 'name,email,team\nEve,eve@x.test,Platform\n' };
  await at.must('POST', `${live}/people/import`, file);
  const [platform] = await at.must('GET', `${live}/teams`);
  company = await at.must('PUT', `${budget}/envelopes`, { name: 'Company', kind: 'company', limit: '1000' });
  team = await at.must('PUT', `${budget}/envelopes`, {
    name: 'Platform',
    kind: 'team',
    ref: platform.id,
    parent_id: company.id,
    limit: '100',
    enforcement: 'hard',
  });
}, 60_000);
afterAll(() => at?.remove());

/** Reports usage of Eve and has it posted to the books. */
async function use(id: string, dollars: number): Promise<void> {
  const event = {
    id,
    provider: 'acme',
    model: 'round-1',
    // Twenty output tokens cost a dollar.
    tokens: { output: dollars * 20 },
    occurred_at: new Date().toISOString(),
    actor: { kind: 'email', id: 'eve@x.test' },
  };
  await at.must('POST', '/v1/usage', [event]);
  await at.must('POST', `${live}/usage-postings/catch-up`);
}

const balanceOf = async (id: string) => (await at.must('GET', `${budget}/envelopes/${id}`)).envelope.balance;

describe('envelopes over the API', () => {
  test('show usage from the journal at every level, by day and down to its transactions', async () => {
    await use('call-1', 30);
    expect(await balanceOf(team.id)).toMatchObject({ spent: '30', free: '70', percent: '30.0', crossed: [] });
    expect(await balanceOf(company.id)).toMatchObject({ spent: '30' });
    const { days, period } = await at.must('GET', `${budget}/envelopes/${team.id}/burn-down`);
    expect(days.at(-1)).toMatchObject({ spent: '30', cumulative: '30', remaining: '70' });
    expect(days[0].date).toBe(period.starts_on);
    const { transactions } = await at.must('GET', `${budget}/envelopes/${team.id}/transactions?limit=1`);
    expect(transactions[0]).toMatchObject({ kind: 'usage', lines: [{ amount: '30' }, { amount: '-30' }] });
    const opened = await at.must('GET', `${live}/ledger/transactions/${transactions[0].id}`);
    expect(JSON.stringify(opened)).toContain(`envelope/${team.id}/`);
    const { folded, envelopes } = await at.must('GET', `${budget}/envelopes`);
    expect([folded, envelopes.map(({ name }: { name: string }) => name)]).toEqual([
      [],
      ['Company', 'Platform'],
    ]);
    expect(await at.must('GET', `${budget}/summary`)).toMatchObject({
      envelopes: 2,
      over_budget: 0,
      totals: [{ currency: 'USD', committed: '1000', spent: '30', held: '0', free: '970' }],
      uncovered: { amount: '0', since: null },
    });
    expect((await at.must('GET', `${budget}/uncovered`)).total).toBe('0');
    expect((await at.must('GET', `${budget}/envelopes/${team.id}/periods`)).periods).toHaveLength(1);
  });

  test('hold, settle and refuse with facts that a program can act on', async () => {
    const wish = { facts: { team_id: 'nobody' }, amount: '60', idempotency_key: 'h1' };
    const held = await at.must('POST', `${budget}/holds`, { ...wish, envelope_id: team.id });
    const refused = await at.call('POST', `${budget}/holds`, {
      envelope_id: team.id,
      amount: '10.000000000001',
      idempotency_key: 'h2',
    });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'envelope-exhausted',
      facts: { envelope_name: 'Platform', available: '10', holds: 1 },
    });
    expect(refused.body.fix).toContain('exchequer budget request');
    const { holds } = await at.must('GET', `${budget}/holds?envelope_id=${team.id}`);
    expect(holds.map(({ id }: { id: string }) => id)).toEqual([held.id]);
    const settled = await at.must('POST', `${budget}/holds/${held.id}/settlement`, {
      amount: '50',
      idempotency_key: 's1',
    });
    expect(settled).toMatchObject({ state: 'settled', settled: '50', beyond_bound: false });
    const late = await at.call('POST', `${budget}/holds/${held.id}/release`, {});
    expect([late.status, late.body.code]).toEqual([409, 'hold-resolved']);
    expect(await balanceOf(team.id)).toMatchObject({ spent: '80', reserved: '0', free: '20' });
  });

  test('grow by a request that someone else approves', async () => {
    const request = await at.must('POST', `${budget}/requests`, {
      envelope_id: team.id,
      kind: 'temporary',
      amount: '40',
      reason: 'Release week',
    });
    const own = await at.call('POST', `${budget}/requests/${request.id}/decision`, { decision: 'approve' });
    expect([own.status, own.body.code]).toEqual([403, 'own-request']);
    const boss = { id: 'usr_boss', name: 'Boss', workerId: null };
    await at.services.budgets.requests.decide(
      'live',
      request.id,
      { decision: 'approve', note: 'fine' },
      boss,
    );
    expect(await balanceOf(team.id)).toMatchObject({ limit: '140', increases: '40', free: '60' });
    const twice = await at.call('POST', `${budget}/requests/${request.id}/decision`, { decision: 'decline' });
    expect([twice.status, twice.body.code]).toEqual([409, 'request-decided']);
    const { requests } = await at.must('GET', `${budget}/requests?state=all`);
    expect(requests).toMatchObject([{ state: 'approved', decided_by_name: 'Boss', approved_amount: '40' }]);
  });

  test('refuse bad input with the field and the reason', async () => {
    const put = (wish: object) =>
      at.call('PUT', `${budget}/envelopes`, { name: 'X', kind: 'project', ref: 'x', limit: '1', ...wish });
    expect((await put({ limit: '-1' })).body.fields[0].path).toBe('limit');
    expect((await put({ limit: '0.0000000000001' })).status).toBe(400);
    const codes = [
      await put({ parent_id: company.id, limit: '1001' }),
      await put({ parent_id: company.id, currency: 'EUR' }),
      await put({ kind: 'person', ref: 'wrk_nobody' }),
      await put({ id: 'env_nobody' }),
    ].map(({ status, body }) => [status, body.code]);
    expect(codes).toEqual([
      [422, 'limit-above-parent'],
      [422, 'currency-mismatch'],
      [422, 'ref-unknown'],
      [404, 'envelope-unknown'],
    ]);
    const closing = await at.call('POST', `${budget}/envelopes/${company.id}/close`, {});
    expect([closing.status, closing.body.code]).toEqual([422, 'open-children']);
    const moving = { from_id: team.id, to_id: company.id, amount: '1', reason: 'x' };
    expect((await at.call('POST', `${budget}/moves`, moving)).body.code).toBe('same-branch');
  });
});
