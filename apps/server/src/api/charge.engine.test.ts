import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let at: TestHttpServer;
const books = '/api/w/live';

beforeAll(async () => {
  at = await testHttpServer();
});
afterAll(() => at.remove());

/** Each function's first worker, and what it used of prepaid credit in the month. */
const functions = [
  { team: 'Support', email: 'sue@x.test', purpose: 'cost_of_revenue', used: 18_500 },
  { team: 'Engineering', email: 'eve@x.test', purpose: 'research_and_development', used: 22_000 },
  { team: 'Marketing', email: 'mia@x.test', purpose: 'sales_and_marketing', used: 2_250 },
  { team: 'Finance', email: 'fay@x.test', purpose: 'general_and_administrative', used: 3_500 },
];

let serial = 0;
const usage = (provider: string, email: string, dollars: number, day: string) => ({
  id: `call-${++serial}`,
  provider,
  // Twenty output tokens cost a dollar.
  model: 'round-1',
  tokens: { output: dollars * 20 },
  occurred_at: `${day}T12:00:00Z`,
  actor: { kind: 'email', id: email },
});

/** Balance of an account of the financial book, in dollars. */
async function balance(prefix: string): Promise<number> {
  const [row] = await at.services.sql<{ sum: string }[]>`
    select coalesce(sum(p.amount), 0)::text as sum
    from ledger_account a cross join lateral ledger_postings_on(a.id) p
    where a.workspace = 'live' and a.book = 'financial' and (a.key = ${prefix} or a.key like ${`${prefix}/%`})`;
  return Number(row?.sum);
}

const settle = () => at.must('POST', `${books}/usage-postings/catch-up`);

describe('a month of prepaid credit, usage as it goes, an invoice and an expiry', () => {
  beforeAll(async () => {
    for (const provider of ['prepaid-ai', 'metered-ai']) {
      const price = {
        provider,
        model: 'round-1',
        usd_per_million: { uncached_input: '0', output: '50000' },
        valid_from: 'always',
      };
      await at.must('POST', '/api/prices', price);
    }
    const lines = functions.map(({ team, email }) => `${email.slice(0, 3)},${email},${team}`);
    const file = { format: 'csv', text: `name,email,team\n${lines.join('\n')}\n` };
    await at.must('POST', `${books}/people/import`, file);
    const { offered } = await at.must('GET', `${books}/purpose-rules`);
    await at.must('PUT', `${books}/purpose-rules`, { rules: offered });
    await at.must('POST', `${books}/credits`, {
      provider: 'prepaid-ai',
      amount: '120000',
      purchased_on: '2026-10-01',
      expires_on: '2027-09-30',
    });
    const consumed = functions.flatMap(({ email, used }) => [
      usage('prepaid-ai', email, used - 1_000, '2026-10-07'),
      usage('prepaid-ai', email, 1_000, '2026-10-21'),
    ]);
    const metered = [
      usage('metered-ai', 'eve@x.test', 7_000, '2026-10-15'),
      usage('metered-ai', 'sue@x.test', 400, '2026-10-16'),
    ];
    await at.must('POST', '/v1/usage', [...consumed, ...metered]);
    await settle();
    const { credits } = await at.must('GET', `${books}/credits`);
    const expiry = { amount: '1200', expired_on: '2026-10-31', memo: 'promotional part' };
    await at.must('POST', `${books}/credits/${credits[0].id}/expire`, expiry);
    await at.must('POST', `${books}/invoices`, {
      provider: 'metered-ai',
      number: 'INV-10',
      period_from: '2026-10-01',
      period_to: '2026-10-31',
      amount: '7550',
      invoiced_on: '2026-10-31',
    });
  });

  test('leaves 72,550 of prepaid credit and 55,000 of expense', async () => {
    expect(await balance('prepaid')).toBe(72_550);
    const expense = await Promise.all(['expense', 'variance', 'breakage'].map(balance));
    expect(expense).toEqual([53_650, 150, 1_200]);
    expect(expense.reduce((sum, part) => sum + part, 0)).toBe(55_000);
  });

  test('expenses what was consumed by purpose', async () => {
    const consumed = await at.must('GET', `${books}/charges/summary?by=purpose&provider=prepaid-ai`);
    expect(
      Object.fromEntries(
        consumed.groups.map((g: { key: string; amount: string }) => [g.key, Number(g.amount)]),
      ),
    ).toEqual(Object.fromEntries(functions.map(({ purpose, used }) => [purpose, used])));
    expect(consumed.total.amount).toBe('46250');
  });

  test('owes the invoice, and nothing stands accrued', async () => {
    expect(await balance('accrued')).toBe(0);
    expect(await balance('payable')).toBe(-7_550);
    expect(await balance('cash')).toBe(-120_000);
  });

  test('sums to zero over the whole financial book', async () => {
    const [row] = await at.services.sql<{ sum: string }[]>`
      select sum(p.amount)::text as sum from ledger_account a cross join lateral ledger_postings_on(a.id) p
      where a.workspace = 'live' and a.book = 'financial'`;
    expect(Number(row?.sum)).toBe(0);
  });

  test('shows that the credit lasts 2.6 months, where a straight line would have expensed 10,000', async () => {
    const { credits, runway } = await at.must('GET', `${books}/credits?as_of=2026-10-31`);
    expect(credits).toMatchObject([
      {
        amount: '120000',
        drawn: '46250',
        expired: '1200',
        balance: '72550',
        straight_line_per_month: '10000',
      },
    ]);
    expect(runway).toMatchObject([{ drawn_last_month: '46250', lasts_months: '2.6', runway_months: '1.6' }]);
  });

  test('matches meter, accrual and invoice', async () => {
    const { invoices } = await at.must('GET', `${books}/invoices`);
    const match = await at.must('GET', `${books}/invoices/${invoices[0].id}/match`);
    expect(match).toMatchObject({
      metered: '7400',
      accrued: '7400',
      invoiced: '7550',
      difference: '150',
      difference_percent: '2.03',
    });
    const { rows } = await at.must('GET', `${books}/charge-bridge?from=2026-10-01&to=2026-11-01`);
    expect(rows).toMatchObject([
      { provider: 'metered-ai', measured: '7400', invoiced: '7550', gap: '150', uninvoiced: '0' },
      { provider: 'prepaid-ai', measured: '46250', prepaid: '46250', accrued: '0', gap: '0' },
    ]);
  });

  test('proves journal, charges and ledger equal', async () => {
    const proof = await at.must('GET', `${books}/charge-reconciliation?from=2026-10-01&to=2026-11-01`);
    const same = { amount: '53650', suspense: '0' };
    expect(proof).toMatchObject({
      balanced: true,
      journal: same,
      charges: same,
      ledger: same,
      differences: [],
    });
  });

  test('leads from a transaction down to the usage events and from an event back up', async () => {
    const { charges } = await at.must(
      'GET',
      `${books}/charges?provider=metered-ai&from=2026-10-15&to=2026-10-16`,
    );
    expect(charges).toMatchObject([{ amount: '7000', purpose: 'research_and_development' }]);
    const same = await at.must('GET', `${books}/charges?transaction_id=${charges[0].transaction_id}`);
    expect(same.charges).toEqual(charges);
    const { events } = await at.must('GET', `${books}/charges/${charges[0].id}/events`);
    expect(events).toMatchObject([{ amount: '7000', model: 'round-1', reason: 'usage' }]);
    expect((await at.call('GET', `${books}/events/${events[0].id}`)).status).toBe(200);
    const up = await at.must('GET', `${books}/events/${events[0].id}/charges`);
    expect(up.bookings).toMatchObject([{ posted: true, amount: '7000', charges: [{ id: charges[0].id }] }]);
  });

  test('pays the invoice once, whatever is repeated', async () => {
    const { invoices } = await at.must('GET', `${books}/invoices`);
    const payment = { paid_on: '2026-11-10', idempotency_key: 'pay-10' };
    const first = await at.must('POST', `${books}/invoices/${invoices[0].id}/pay`, payment);
    expect(await at.must('POST', `${books}/invoices/${invoices[0].id}/pay`, payment)).toEqual(first);
    expect(first.invoice).toMatchObject({ state: 'paid', paid: '7550' });
    const again = await at.call('POST', `${books}/invoices/${invoices[0].id}/pay`, { paid_on: '2026-11-11' });
    expect(again).toMatchObject({ status: 409, body: { code: 'invoice-settled' } });
  });
});

describe('what the books turn away', () => {
  const credit = { provider: 'other-ai', amount: '10', purchased_on: '2026-10-01' };
  const refused = async (path: string, body: object) => {
    const answer = await at.call('POST', `${books}/${path}`, body);
    expect(answer.body.fix).toMatch(/\w{3}/);
    return [answer.status, answer.body.code];
  };

  test('names negative amounts, other currencies, amounts finer than money and days out of order', async () => {
    expect(await refused('credits', { ...credit, amount: '-5' })).toEqual([422, 'negative-amount']);
    expect(await refused('credits', { ...credit, currency: 'EUR' })).toEqual([422, 'currency-mismatch']);
    expect(await refused('credits', { ...credit, amount: '0.0000000000001' })).toEqual([400, 'bad-request']);
    expect(await refused('credits', { ...credit, expires_on: '2026-09-01' })).toEqual([
      422,
      'validity-empty',
    ]);
    const { credits } = await at.must('GET', `${books}/credits?provider=other-ai`);
    expect(credits).toEqual([]);
  });

  test('takes the same key once, and not with another body', async () => {
    const wish = { ...credit, idempotency_key: 'po-77' };
    const first = await at.must('POST', `${books}/credits`, wish);
    expect(await at.must('POST', `${books}/credits`, wish)).toEqual(first);
    expect(await refused('credits', { ...wish, amount: '11' })).toEqual([409, 'idempotency-conflict']);
    const { credits } = await at.must('GET', `${books}/credits?provider=other-ai`);
    expect(credits).toHaveLength(1);
  });

  test('takes an invoice number of a provider once', async () => {
    const invoice = { provider: 'metered-ai', number: 'INV-10', amount: '1', invoiced_on: '2026-11-01' };
    const period = { period_from: '2026-10-01', period_to: '2026-10-31' };
    expect(await refused('invoices', { ...invoice, ...period })).toEqual([409, 'invoice-twice']);
    expect(await refused('invoices/inv_none/pay', { paid_on: '2026-11-01' })).toEqual([
      404,
      'no-such-invoice',
    ]);
  });

  test('takes nothing back that the books follow: neither usage nor credit that is drawn', async () => {
    const reverse = async (id: string) =>
      refused(`ledger/transactions/${id}/reverse`, {
        reason: 'mistaken',
        approver: 'Ada',
        idempotency_key: id,
      });
    const { charges } = await at.must('GET', `${books}/charges?provider=prepaid-ai`);
    expect(await reverse(charges[0].transaction_id)).toEqual([422, 'not-reversible']);
    const bought = await at.must('GET', `${books}/ledger/transactions?kind=credit-purchase`);
    const drawn = bought.items.find(({ memo }: { memo: string }) => memo.includes('prepaid-ai'));
    expect(await reverse(drawn.id)).toEqual([422, 'not-reversible']);
    const whole = bought.items.find(({ memo }: { memo: string }) => memo.includes('other-ai'));
    const wish = { reason: 'never delivered', approver: 'Ada', idempotency_key: 'undo' };
    await at.must('POST', `${books}/ledger/transactions/${whole.id}/reverse`, wish);
    const { credits } = await at.must('GET', `${books}/credits?provider=other-ai`);
    expect(credits).toMatchObject([{ state: 'void', balance: '0' }]);
  });

  test('takes rules whole or not at all', async () => {
    const rule = { id: 'x', match: { team_ids: ['tm_none'] }, purpose: 'cost_of_revenue' };
    const answer = await at.call('PUT', `${books}/purpose-rules`, { rules: [rule] });
    expect(answer).toMatchObject({ status: 422, body: { code: 'team-unknown' } });
    expect((await at.must('GET', `${books}/purpose-rules`)).version).toBe(1);
  });
});

describe('changing what usage was for', () => {
  test('previews, then moves charges of open periods by reclassification, and leaves Σ as it was', async () => {
    const rule = { id: 'all', match: { provider: 'metered-ai' }, purpose: 'cost_of_revenue' };
    const { rules } = await at.must('GET', `${books}/purpose-rules`);
    const preview = await at.must('POST', `${books}/purpose-rules/preview`, { rules: [rule, ...rules] });
    expect(preview).toMatchObject({ charges: 1, amount: '7000', untagged: '0' });
    await at.must('PUT', `${books}/purpose-rules`, { rules: [rule, ...rules] });
    const center = { key: 'cc-1', name: 'Everything' };
    await at.must('PUT', `${books}/cost-centers`, { cost_centers: [center], default_key: 'cc-1' });
    const done = await at.must('POST', `${books}/purpose-rules/retag`, {});
    expect(done.moves).toHaveLength(5);
    expect(done.transaction_ids.length).toBeGreaterThan(0);
    expect(await balance('expense')).toBe(53_650);
    expect(await balance('expense/research_and_development/cc-1')).toBe(22_000);
    expect(await balance('expense/cost_of_revenue/cc-1')).toBe(25_900);
    const proof = await at.must('GET', `${books}/charge-reconciliation?from=2026-10-01&to=2026-11-01`);
    expect(proof).toMatchObject({ balanced: true, ledger: { amount: '53650' } });
  });

  test('accrues a month’s cost and takes it back on the first day of the next', async () => {
    const accrual = {
      provider: 'seat-ai',
      purpose: 'research_and_development',
      amount: '300',
      memo: 'seats',
    };
    const { accrual: kept } = await at.must('POST', `${books}/accruals`, { ...accrual, month: '2026-10' });
    expect(kept).toMatchObject({ accrued_on: '2026-10-31', reverses_on: '2026-11-01' });
    expect(kept.transaction_ids).toHaveLength(2);
    expect(await balance('accrued/seat-ai')).toBe(0);
  });

  test('capitalises a qualifying project’s usage once, when it is switched on', async () => {
    await at.must('POST', '/v1/usage', {
      ...usage('metered-ai', 'eve@x.test', 40, '2026-10-20'),
      project: 'site',
    });
    await settle();
    const month = { month: '2026-10' };
    expect((await at.must('POST', `${books}/capitalisation/post`, month)).projects).toEqual([]);
    const policy = {
      key: 'site',
      project: 'site',
      valid_from: '2026-01-01',
      memo: 'funded',
      approver: 'Ada',
    };
    await at.must('PUT', `${books}/capitalisation`, { policies: [policy] });
    const first = await at.must('POST', `${books}/capitalisation/post`, month);
    expect(first.projects).toEqual([{ key: 'site', amount: '40' }]);
    expect((await at.must('POST', `${books}/capitalisation/post`, month)).projects).toEqual([
      { key: 'site', amount: '0' },
    ]);
    expect(await balance('software-wip/site')).toBe(40);
  });

  test('charges the envelope that covers the usage, and all above it', async () => {
    const company = { name: 'Company', kind: 'company', limit: '100' };
    const root = await at.must('PUT', `${books}/budget/envelopes`, company);
    const teams = await at.must('GET', `${books}/teams`);
    const ref = teams.find(({ name }: { name: string }) => name === 'Finance').id;
    const team = { name: 'Finance', kind: 'team', ref, parent_id: root.id, limit: '50' };
    const leaf = await at.must('PUT', `${books}/budget/envelopes`, team);
    const today = new Date().toISOString().slice(0, 10);
    await at.must('POST', '/v1/usage', [
      usage('metered-ai', 'fay@x.test', 30, today),
      usage('metered-ai', 'sue@x.test', 5, today),
    ]);
    await settle();
    const { envelopes } = await at.must('GET', `${books}/budget/envelopes`);
    const spentOf = ({ id }: { id: string }) =>
      envelopes.find((one: { id: string }) => one.id === id).balance.spent;
    expect([spentOf(leaf), spentOf(root)]).toEqual(['30', '35']);
    const charged = await at.must('GET', `${books}/charges?envelope_id=${leaf.id}`);
    expect(charged.total.amount).toBe('30');
  });
});
