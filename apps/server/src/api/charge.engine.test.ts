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
    from ledger_account a join ledger_posting p on p.account_id = a.id
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
      select sum(p.amount)::text as sum from ledger_account a join ledger_posting p on p.account_id = a.id
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
