import { parseUsd } from '@exchequer/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

let at: TestHttpServer;
const api = '/api/w/live';
const books = `${api}/ledger`;

beforeAll(async () => {
  at = await testHttpServer();
});
afterAll(() => at?.remove());

let serial = 0;
const usage = (email: string, dollars: number, day: string, provider = 'acme') => ({
  id: `call-${++serial}`,
  provider,
  // Twenty output tokens cost a dollar.
  model: 'round-1',
  tokens: { output: dollars * 20 },
  occurred_at: `${day}T12:00:00Z`,
  actor: { kind: 'email', id: email },
});
const settle = () => at.must('POST', `${api}/usage-postings/catch-up`);
const entry = (change: object = {}) => ({
  posted_on: '2026-10-31',
  reason: 'seats of October',
  approver: 'Controller',
  postings: [
    { account: 'expense/general_and_administrative/platform', amount: '1000' },
    { account: 'accrued/acme', amount: '-1000' },
  ],
  idempotency_key: `key-${++serial}`,
  ...change,
});
const adjust = (change: object = {}) => at.call('POST', `${books}/adjustments`, entry(change));
const team = async (name: string): Promise<string> => {
  const teams = (await at.must('GET', `${api}/teams`)) as { id: string; name: string }[];
  return teams.find((one) => one.name === name)?.id ?? '';
};

beforeAll(async () => {
  await at.must('POST', '/api/prices', {
    provider: 'acme',
    model: 'round-1',
    usd_per_million: { uncached_input: '0', output: '50000' },
    valid_from: 'always',
  });
  const people = 'name,email,team\nAda,ada@x.test,Research\nBob,bob@x.test,Research\nCyn,cyn@x.test,Sales\n';
  await at.must('POST', `${api}/people/import`, { format: 'csv', text: people });
  await at.must('PUT', `${api}/cost-centers`, {
    cost_centers: [
      { key: 'cc-r', name: 'Research', team_ids: [await team('Research')] },
      { key: 'cc-s', name: 'Sales', team_ids: [await team('Sales')] },
    ],
  });
  await at.must('PUT', `${api}/purpose-rules`, {
    rules: [
      { id: 'r1', match: { team_ids: [await team('Research')] }, purpose: 'research_and_development' },
      { id: 'r2', match: {}, purpose: 'sales_and_marketing' },
    ],
  });
  const rows = [usage('ada@x.test', 300, '2026-10-02'), usage('cyn@x.test', 100, '2026-10-03')];
  await at.must('POST', '/v1/usage', rows);
  await settle();
});

describe('an adjustment', () => {
  test('is posted with its reason and who answers for it, once per key', async () => {
    const body = entry({ idempotency_key: 'seats-10' });
    const first = await at.must('POST', `${books}/adjustments`, body);
    expect(await at.must('POST', `${books}/adjustments`, body)).toEqual(first);
    const shown = await at.must('GET', `${books}/transactions/${first.transaction_id}`);
    expect(shown).toMatchObject({
      kind: 'adjustment',
      memo: 'seats of October',
      detail: { approver: 'Controller' },
      amounts: [{ currency: 'USD', amount: '1000' }],
      postings: [{ amount: '1000' }, { amount: '-1000' }],
      usage: null,
    });
    expect(shown.digest).toMatch(/^[0-9a-f]{64}$/);
    const { entries } = await at.must('GET', '/api/audit?limit=50');
    expect(entries.filter(({ action }: { action: string }) => action === 'ledger.adjust')).toHaveLength(1);
  });

  test('is refused where it does not balance, is of another book, or repeats a key for something else', async () => {
    const lines = (...amounts: string[]) =>
      amounts.map((amount, n) => ({ account: `expense/untagged/${n}`, amount }));
    const bad = async (change: object) => {
      const { status, body } = await adjust(change);
      expect(body.fix.length, JSON.stringify(body)).toBeGreaterThan(10);
      return [status, body.code];
    };
    expect(await bad({ postings: lines('1', '-0.99') })).toEqual([422, 'unbalanced']);
    expect(await bad({ postings: lines('0', '0') })).toEqual([422, 'unbalanced']);
    expect(await bad({ postings: lines('1.0000000000001', '-1.0000000000001') })).toEqual([422, 'too-fine']);
    const envelope = [{ account: 'envelope/e/2026-10/available', amount: '1' }, ...lines('-1')];
    expect(await bad({ postings: envelope })).toEqual([422, 'wrong-book']);
    expect(await bad({ book: 'budget', postings: envelope })).toEqual([422, 'budget-by-commands']);
    const euros = [
      { account: 'expense/untagged/a', amount: '1', currency: 'EUR' },
      { account: 'cash', amount: '-1', currency: 'USD' },
    ];
    expect(await bad({ postings: euros })).toEqual([422, 'unbalanced']);
    expect(await bad({ idempotency_key: 'seats-10', reason: 'something else' })).toEqual([
      409,
      'idempotency-conflict',
    ]);
    expect((await adjust({ reason: '' })).status).toBe(400);
  });

  test('is taken back by its opposite, once', async () => {
    const { transaction_id: id } = (await adjust({ reason: 'a mistake' })).body;
    const wish = {
      reason: 'typed twice',
      approver: 'Controller',
      idempotency_key: 'undo-1',
      posted_on: '2026-10-31',
    };
    const reversal = await at.must('POST', `${books}/transactions/${id}/reverse`, wish);
    expect(await at.must('POST', `${books}/transactions/${id}/reverse`, wish)).toEqual(reversal);
    const shown = await at.must('GET', `${books}/transactions/${id}`);
    expect(shown.reversed_by).toBe(reversal.transaction_id);
    const again = await at.call('POST', `${books}/transactions/${id}/reverse`, {
      ...wish,
      idempotency_key: 'undo-2',
    });
    expect(again).toMatchObject({ status: 422, body: { code: 'not-reversible' } });
    const missing = await at.call('POST', `${books}/transactions/txn_999999/reverse`, wish);
    expect(missing.status).toBe(404);
  });
});

describe('reading the books', () => {
  test('goes from the list down to postings and on to the charges of the usage', async () => {
    const { items } = await at.must('GET', `${books}/transactions?account=expense/research&limit=10`);
    expect(items).toHaveLength(1);
    const shown = await at.must('GET', `${books}/transactions/${items[0].id}`);
    expect(shown).toMatchObject({
      kind: 'accrual',
      usage: {
        provider: 'acme',
        charges: [{ team: 'Research', cost_center: 'cc-r', amount: '300', reason: 'usage' }],
      },
    });
    expect((await at.call('GET', `${books}/transactions/txn_999999`)).status).toBe(404);
    expect((await at.call('GET', '/api/w/sample/ledger/transactions/txn_1')).status).toBe(404);
  });

  test('gives a trial balance that balances, page by page and at a day', async () => {
    const whole = await at.must('GET', `${books}/accounts`);
    expect(whole.totals).toHaveLength(1);
    expect(whole.totals[0].debit).toBe(whole.totals[0].credit);
    const first = await at.must('GET', `${books}/accounts?limit=1`);
    const second = await at.must('GET', `${books}/accounts?limit=500&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect(second.totals).toEqual(whole.totals);
    const early = await at.must('GET', `${books}/accounts?at=2026-10-02`);
    expect(early.items).toEqual([
      { account: 'accrued/acme', currency: 'USD', debit: '0', credit: '300', balance: '-300' },
      {
        account: 'expense/research_and_development/cc-r',
        currency: 'USD',
        debit: '300',
        credit: '0',
        balance: '300',
      },
    ]);
  });

  test('gives an account statement whose running balance ends at its closing', async () => {
    const statement = await at.must(
      'GET',
      `${books}/account?account=accrued/acme&from=2026-10-03&to=2026-11-01`,
    );
    expect(statement.opening).toBe('-300');
    expect(statement.lines.at(-1).balance).toBe(statement.closing);
    expect(statement.lines.map(({ amount }: { amount: string }) => amount)).toContain('-100');
  });
});

describe('shared cost', () => {
  const run = (body: object) => at.call('POST', `${books}/allocations`, { period: '2026-10', ...body });

  test('is shared out by people of a team to the last picodollar, and stands on the statements with its basis', async () => {
    const rule = {
      name: 'Seats',
      pool: 'expense/general_and_administrative/platform',
      key: 'headcount',
      targets: [
        { purpose: 'research_and_development', cost_center: 'cc-r', team_id: await team('Research') },
        { purpose: 'sales_and_marketing', cost_center: 'cc-s', team_id: await team('Sales') },
      ],
    };
    await at.must('POST', `${books}/allocation-rules`, rule);
    const dry = await run({ dry_run: true });
    expect(dry.body.items[0]).toMatchObject({ whole: '1000', difference: '0', transaction_id: null });
    const done = await run({ dry_run: false, charge_back: true });
    expect(done.body.items[0].parts).toMatchObject([
      { cost_center: 'cc-r', basis: '2', amount: '666.666666666667' },
      { cost_center: 'cc-s', basis: '1', amount: '333.333333333333' },
    ]);
    const repeated = await run({ dry_run: false, charge_back: true });
    expect(repeated.body.items[0]).toMatchObject({ transaction_id: null, note: 'the pool is empty' });

    const statement = await at.must('GET', `${books}/statement?kind=cost_center&unit=cc-s&period=2026-10`);
    expect(statement).toMatchObject({
      unit: { label: 'Sales' },
      usage: [{ provider: 'acme', model: 'round-1', charged: '100' }],
      shared: [
        {
          name: 'Seats',
          key: 'headcount',
          basis: '1',
          basis_of: '3',
          basis_unit: 'people',
          amount: '333.333333333333',
        },
      ],
      totals: { usage: '100', shared: '333.333333333333', other: '0', total: '433.333333333333' },
    });
    const teamOnly = await at.must(
      'GET',
      `${books}/statement?kind=team&unit=${await team('Research')}&period=2026-10`,
    );
    expect(teamOnly.totals).toMatchObject({
      usage: '300',
      shared: '666.666666666667',
      total: '966.666666666667',
    });
  });

  test('leaves the sum of the units at the expense of the ledger, and charge-back eliminates', async () => {
    for (const kind of ['cost_center', 'team', 'purpose', 'project', 'envelope']) {
      const { items, totals } = await at.must('GET', `${books}/units?kind=${kind}&period=2026-10`);
      expect(totals.total, kind).toBe('1400');
      const sum = items.reduce((all: bigint, { total }: { total: string }) => all + parseUsd(total), 0n);
      expect(sum, kind).toBe(parseUsd('1400'));
    }
    const { items } = await at.must('GET', `${books}/accounts?account=chargeback/`);
    expect(
      items.map(({ account, balance }: { account: string; balance: string }) => [account, balance]),
    ).toEqual([
      ['chargeback/cc-r', '966.666666666667'],
      ['chargeback/cc-s', '433.333333333333'],
    ]);
    const recovery = await at.must('GET', `${books}/accounts?account=recovery`);
    expect(recovery.items).toMatchObject([{ balance: '-1400' }]);
  });

  test('is refused by a rule that says nothing sensible', async () => {
    const rule = {
      name: 'Bad',
      pool: 'expense/x',
      key: 'percent',
      targets: [{ cost_center: 'a', percent: '99' }],
    };
    const refused = await at.call('POST', `${books}/allocation-rules`, rule);
    expect(refused).toMatchObject({ status: 422, body: { code: 'bad-allocation-rule' } });
    expect((await at.call('DELETE', `${books}/allocation-rules/alr_none`)).status).toBe(404);
  });
});

describe('the general ledger', () => {
  test('gets the company’s own accounts, and names what has none', async () => {
    const before = await at.must('GET', `${books}/gl-accounts`);
    expect(before.unmapped).toContain('accrued/acme');
    const items = [
      { pattern: 'expense/*', number: '6000', name: 'AI', cost_center: '' },
      {
        pattern: 'expense/research_and_development/*',
        number: '6100',
        name: '=AI research',
        cost_center: '',
      },
      { pattern: 'accrued/*', number: '2100', name: 'Accrued AI', cost_center: '' },
    ];
    const after = await at.must('PUT', `${books}/gl-accounts`, { items });
    expect(after.unmapped).toEqual(['chargeback/cc-r', 'chargeback/cc-s', 'recovery']);
    const file = await at.download(`${books}/export/journal.csv?from=2026-10-01&to=2026-11-01`);
    const text = file.body.toString();
    expect(text).toContain('Unmapped accounts,3: chargeback/cc-r | chargeback/cc-s | recovery');
    expect(text).toContain(`,6100,'=AI research,cc-r,research_and_development,`);
    expect(file.headers.get('content-disposition')).toContain(
      'exchequer-2026-10-01-to-2026-11-01-journal.csv',
    );
  });

  test('refuses files that are not there and ranges without a day', async () => {
    const get = async (path: string) => (await at.download(`${books}/export/${path}`)).status;
    expect(await get('journal.pdf?from=2026-10-01&to=2026-11-01')).toBe(404);
    expect(await get('journal.csv?from=2026-10-01')).toBe(400);
    expect(await get('focus.csv?from=2026-11-01&to=2026-11-01')).toBe(422);
    const statements = await at.download(
      `${books}/export/statements.csv?from=2026-10-01&to=2026-11-01&kind=team`,
    );
    expect(statements.body.toString()).toContain('2026-10,Total,,,400,0,1000,1400,open');
  });
});

describe('closing', () => {
  const close = (period: string, rest: object = {}) =>
    at.call('POST', `${books}/periods/${period}/close`, {
      approver: 'CFO',
      idempotency_key: `close-${period}`,
      accruals: [
        {
          provider: 'bolt',
          purpose: 'general_and_administrative',
          cost_center: 'cc-s',
          amount: '70',
          memo: 'seats not billed',
        },
      ],
      ...rest,
    });

  test('never waves through what would make the close untrue', async () => {
    const waive = (item: string) =>
      at.call('POST', `${books}/periods/2026-11/waivers`, { item, reason: 'in a hurry', approver: 'CFO' });
    for (const item of ['unposted', 'unbalanced', 'not_over', 'earlier_open']) {
      expect(await waive(item), item).toMatchObject({ status: 422, body: { code: 'not-waivable' } });
    }
    expect((await close('2026-11')).body.code).toBe('not-closable');
    expect(
      (
        await close('2026-10', {
          accruals: [{ provider: 'x', purpose: 'cost_of_revenue', cost_center: '', amount: '-1', memo: 'm' }],
        })
      ).status,
    ).toBe(422);
  });

  test('waits for who posts, and nobody posts into the month once it is closed', async () => {
    // Postings race with the close; each stands before it in October or comes after it and is refused.
    const racing = Array.from({ length: 30 }, (_, n) =>
      adjust({
        reason: `race ${n}`,
        postings: [
          { account: 'expense/general_and_administrative/cc-s', amount: '1' },
          { account: 'accrued/acme', amount: '-1' },
        ],
      }),
    );
    const closed = await close('2026-10');
    const answers = await Promise.all(racing);
    expect(closed.status, JSON.stringify(closed.body)).toBe(200);
    const stood = answers.filter(({ status }) => status === 200).length;
    expect(answers.filter(({ body, status }) => status !== 200 && body.code !== 'period-closed')).toEqual([]);
    // 1,400 before, 70 accrued, and every racing dollar that stood.
    expect(closed.body.totals.expense).toBe(String(1_470 + stood));
    expect((await adjust()).body.code).toBe('period-closed');
    const { items } = await at.must('GET', `${books}/units?kind=cost_center&period=2026-10`);
    expect(items.reduce((all: bigint, { total }: { total: string }) => all + parseUsd(total), 0n)).toBe(
      parseUsd(closed.body.totals.expense),
    );
  });

  test('accrues what was not billed and takes it back on the first day of the next month', async () => {
    const { accruals } = await at.must('GET', `${books}/periods/2026-10`);
    expect(accruals).toHaveLength(1);
    const [accrued, reversed] = await Promise.all(
      accruals[0].transaction_ids.map((id: string) => at.must('GET', `${books}/transactions/${id}`)),
    );
    expect(accrued).toMatchObject({ kind: 'accrual', posted_on: '2026-10-31', amounts: [{ amount: '70' }] });
    expect(reversed).toMatchObject({ kind: 'accrual-reversal', posted_on: '2026-11-01' });
    const { items, closed_through: through } = await at.must('GET', `${books}/periods`);
    expect(through).toBe('2026-10-31');
    expect(items.find(({ period }: { period: string }) => period === '2026-10').state).toBe('closed');
  });

  test('leaves a month that can be computed again byte for byte, whatever is learned later', async () => {
    await at.must('POST', '/v1/usage', [usage('ada@x.test', 5, '2026-10-20')]);
    await settle();
    const report = await at.must('GET', `${books}/periods/2026-10/restatement?kind=cost_center`);
    expect(report).toMatchObject({
      difference: '5',
      reproduced: true,
      by_reason: [{ reason: 'late', count: '1', amount: '5' }],
      units: [{ key: 'cc-r', difference: '5' }],
      log: [{ occurred_on: '2026-10-20', posted_on: '2026-11-01', provider: 'acme' }],
    });
    const wire = `${books}/accounts?at=2026-10-31`;
    const then = await at.must('GET', wire);
    await at.must('POST', '/v1/usage', [usage('ada@x.test', 7, '2026-10-21')]);
    await settle();
    expect(await at.must('GET', wire)).toEqual(then);
  });

  test('is proven and sealed', async () => {
    await at.must('POST', `${books}/verify`);
    await at.services.desk.proofs.idle();
    expect((await at.must('GET', `${books}/verify`)).run).toMatchObject({
      state: 'sound',
      findings_total: 0,
    });
  });
});
