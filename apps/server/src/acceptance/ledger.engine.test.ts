import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FocusRow, focusFaults, isExpense } from '@exchequer/core/close';
import { type NormalisedUsage, parseUsd } from '@exchequer/model';
import type { ImportKind, SumProof } from '@exchequer/model/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestHttpServer, testHttpServer } from '../testing/http.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const present = existsSync(data);
if (!present) console.warn('skipped: the ledger over real logs (no ../shared/data beside this checkout)');

let at: TestHttpServer;
beforeAll(async () => {
  at = await testHttpServer();
});
afterAll(() => at?.remove());

const settle = (workspace: string) => at.must('POST', `/api/w/${workspace}/usage-postings/catch-up`);

async function proven(workspace: string, from: string, to: string): Promise<bigint> {
  const proof = (await at.must(
    'GET',
    `/api/w/${workspace}/ledger/reconcile?from=${from}&to=${to}`,
  )) as SumProof;
  expect(proof).toMatchObject({ equal: true, differences: [] });
  expect(new Set(proof.stations.map(({ amount }) => amount)).size).toBe(1);
  expect(proof.stations).toHaveLength(6);
  return parseUsd(proof.stations[0]?.amount ?? '');
}

async function focusOf(workspace: string, from: string, to: string): Promise<FocusRow[]> {
  const file = await at.download(`/api/w/${workspace}/ledger/export/focus.jsonl?from=${from}&to=${to}`);
  expect(file.status).toBe(200);
  return file.body
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FocusRow);
}

const sum = (rows: readonly FocusRow[], column: 'EffectiveCost' | 'BilledCost') =>
  rows.reduce((total, row) => total + parseUsd(row[column] ?? ''), 0n);

/** Σ debits − credits of the expense lines of the exported journal, and of all its lines. */
async function generalLedger(workspace: string, from: string, to: string) {
  const sums = { expense: 0n, all: 0n };
  for await (const line of at.services.desk.journal({
    workspace,
    range: { from, to, by: 'posted' },
    detail: 'lines',
    amounts: 'exact',
  })) {
    sums.all += line.amount;
    if (isExpense(line.account)) sums.expense += line.amount;
  }
  return sums;
}

const totalOf = async (workspace: string, kind: string, period: string, view = 'booked') => {
  const path = `/api/w/${workspace}/ledger/units?kind=${kind}&period=${period}&view=${view}`;
  return parseUsd((await at.must('GET', path)).totals.total);
};
const kinds = ['team', 'cost_center', 'purpose', 'project', 'envelope'];

describe.skipIf(!present)('real logs', () => {
  const folders: [string, ImportKind][] = [
    ['claude-code', 'claude-code'],
    ['claude-code-edge', 'claude-code'],
    ['codex', 'codex'],
    ['codex-edge', 'codex'],
  ];

  test('cost the same in the journal, the ledger, the statements, FOCUS and the general ledger', async () => {
    for (const [folder, kind] of folders) {
      const { id } = at.services.imports.start({ workspace: 'live', kind, path: join(data, folder) });
      expect(await at.services.imports.finished(id)).toMatchObject({ state: 'done', error: null });
    }
    await settle('live');
    const charged = await proven('live', '2025-01-01', '2027-01-01');
    // What the transcripts alone come to, by an oracle that shares no code with this.
    expect(charged > parseUsd('29.03206135')).toBe(true);
    const rows = await focusOf('live', '2025-01-01', '2027-01-01');
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.flatMap(focusFaults)).toEqual([]);
    expect(sum(rows, 'EffectiveCost')).toBe(charged);
    expect(sum(rows, 'BilledCost')).toBe(charged);
    expect(await generalLedger('live', '2025-01-01', '2027-01-01')).toEqual({ expense: charged, all: 0n });
  });

  test('give statements that sum to it by every kind of unit', async () => {
    const { items } = await at.must('GET', '/api/w/live/ledger/periods');
    const months = items.map(({ period }: { period: string }) => period) as string[];
    const expense = items.reduce((all: bigint, one: { expense: string }) => all + parseUsd(one.expense), 0n);
    for (const kind of kinds) {
      let stated = 0n;
      for (const month of months) stated += await totalOf('live', kind, month);
      expect(stated, kind).toBe(expense);
    }
    expect(expense).toBe(await proven('live', '2025-01-01', '2027-01-01'));
  });

  test('has a row per token class and counts every token', async () => {
    const rows = await focusOf('live', '2025-01-01', '2027-01-01');
    const counted = rows.reduce((all, row) => all + BigInt(row.x_ConsumedTokens ?? 0), 0n);
    const { total } = await at.must('GET', '/api/w/live/charges?limit=1');
    expect(counted.toString()).toBe(total.tokens);
    const meters = new Set(rows.map((row) => row.SkuMeter));
    for (const meter of ['Input Tokens', 'Cache Read Tokens', 'Output Tokens'])
      expect(meters).toContain(meter);
  });
});

describe('a month of prepaid credit, usage as it goes, an invoice and an expiry', () => {
  const live = '/api/w/live';
  const used = [
    ['prepaid-ai', 'support', 'cost_of_revenue', 18_500],
    ['prepaid-ai', 'engine', 'research_and_development', 22_000],
    ['prepaid-ai', 'ads', 'sales_and_marketing', 2_250],
    ['prepaid-ai', 'books', 'general_and_administrative', 3_500],
    ['metered-ai', 'engine', 'research_and_development', 7_400],
  ] as const;

  test('exports a journal that balances, with 72,550 of prepaid credit and 55,000 of expense', async () => {
    for (const provider of ['prepaid-ai', 'metered-ai']) {
      const price = {
        provider,
        model: 'm',
        usd_per_million: { uncached_input: '0', output: '50000' },
        valid_from: 'always',
      };
      await at.must('POST', '/api/prices', price);
    }
    const rules = used
      .slice(0, 4)
      .map(([, project, purpose]) => ({ id: project, match: { project }, purpose }));
    await at.must('PUT', `${live}/purpose-rules`, { rules });
    const credit = {
      provider: 'prepaid-ai',
      amount: '120000',
      purchased_on: '2026-06-01',
      expires_on: '2027-05-31',
    };
    const bought = await at.must('POST', `${live}/credits`, credit);
    await at.services.intake.book(
      'live',
      used.map(([provider, project, , dollars]) => ({
        ...{ workspace: 'live', source: 'api', tool: 'api', model: 'm', requests: 1, aliases: [] },
        ...{ source_event_id: `${provider}-${project}`, provider, project, output: dollars * 20 },
        occurred_at: '2026-06-10T10:00:00.000Z',
      })),
    );
    await at.must('POST', `${live}/usage-postings/catch-up`);
    const expiry = { amount: '1200', expired_on: '2026-06-30' };
    await at.must('POST', `${live}/credits/${bought.credit.id}/expire`, expiry);
    await at.must('POST', `${live}/invoices`, {
      ...{ provider: 'metered-ai', number: 'INV-6', amount: '7550', invoiced_on: '2026-06-30' },
      ...{ period_from: '2026-06-01', period_to: '2026-06-30' },
    });
    const file = await at.download(
      `${live}/ledger/export/journal.csv?from=2026-06-01&to=2026-07-01&detail=lines`,
    );
    const lines = file.body.toString().split('\r\n');
    const table = lines
      .slice(lines.findIndex((line) => line.startsWith('journal_date,')) + 1)
      .filter(Boolean);
    const rows = table.map((line) => line.split(','));
    const sum = (roots: string[]) =>
      rows
        .filter((cells) => roots.includes((cells[13] ?? '').split('/')[0] ?? ''))
        .reduce((all, cells) => all + Number(cells[8] || 0) - Number(cells[9] || 0), 0);
    expect(rows.at(-1)?.slice(8, 10)).toEqual(['182400', '182400']);
    expect(sum(['prepaid'])).toBe(72_550);
    expect(sum(['expense', 'variance', 'breakage'])).toBe(55_000);
    const focus = await at.download(`${live}/ledger/export/focus.jsonl?from=2026-06-01&to=2026-07-01`);
    const charges = focus.body
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const total = (column: string) => charges.reduce((all: number, row) => all + Number(row[column]), 0);
    expect(charges.flatMap(focusFaults)).toEqual([]);
    expect(total('EffectiveCost')).toBe(55_000);
    // What is billed: the credits, and what the invoice says.
    expect(total('BilledCost')).toBe(127_550);
  });
});

let serial = 0;
const call = (day: string, rest: Partial<NormalisedUsage> = {}): NormalisedUsage => ({
  workspace: 'sample',
  source: 'api',
  source_event_id: `call-${++serial}`,
  occurred_at: `${day}T09:00:00.000Z`,
  tool: 'api',
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  requests: 1,
  uncached_input: 1_003,
  cache_read: 20_011,
  cache_write_5m: 307,
  output: 511,
  billing_mode: 'api',
  identity_kind: 'email',
  identity: serial % 2 === 0 ? 'ada@x.test' : 'bob@x.test',
  aliases: [],
  ...rest,
});

describe('a generated company', () => {
  const books = '/api/w/sample/ledger';
  const book = (rows: NormalisedUsage[]) => at.services.intake.book('sample', rows);
  const days = (month: string, count: number) =>
    Array.from({ length: count }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`);
  const waiveAll = async (period: string) => {
    const plan = await at.must('POST', `${books}/periods/${period}/plan`, {});
    for (const item of plan.items as { key: string; state: string }[]) {
      if (item.state !== 'blocking') continue;
      const wish = { item: item.key, reason: 'agreed for the test', approver: 'Controller' };
      await at.must('POST', `${books}/periods/${period}/waivers`, wish);
    }
  };
  const close = (period: string, key: string, rest: object = {}) =>
    at.call('POST', `${books}/periods/${period}/close`, { approver: 'CFO', idempotency_key: key, ...rest });

  beforeAll(async () => {
    await at.must('POST', '/api/prices', {
      provider: 'acme',
      model: 'acme-1',
      usd_per_million: {
        uncached_input: '3.333333',
        cache_read: '0.3',
        output: '15.000007',
        web_searches: '10000',
      },
      valid_from: 'always',
    });
    const people = 'name,email,team\nAda,ada@x.test,Research\n';
    await at.must('POST', '/api/w/sample/people/import', { format: 'csv', text: people });
    await at.must('POST', '/api/w/sample/credits', {
      provider: 'acme',
      amount: '0.05',
      purchased_on: '2026-09-02',
      expires_on: '2027-09-01',
    });
    const acme = { provider: 'acme', model: 'acme-1', cache_write_5m: 0 };
    await book([
      ...days('2026-09', 28).flatMap((day) => [
        call(day),
        call(day, { ...acme, web_searches: 2 }),
        call(day, { model: 'claude-opus-4-5', billing_mode: 'subscription' }),
        call(day, { service_tier: 'batch', uncached_input: 250_000 }),
      ]),
      call('2026-09-11', { model: 'nobody-knows-this', provider: 'unknown-ai' }),
      call('2026-09-12', {
        uncached_input: 0,
        cache_read: 0,
        cache_write_5m: 0,
        output: 0,
        reported_cost: '1.234567890123',
      }),
      call('2026-10-05', { project: '=HYPERLINK("x")' }),
    ]);
    await settle('sample');
  }, 60_000);

  test('costs the same at every station', async () => {
    expect((await proven('sample', '2026-09-01', '2026-11-01')) > 0n).toBe(true);
  });

  test('gives FOCUS rows that conform, with purchases billed once and prepaid usage billed no more', async () => {
    const rows = await focusOf('sample', '2026-09-01', '2026-10-01');
    expect(rows.flatMap(focusFaults)).toEqual([]);
    const usage = rows.filter((row) => row.ChargeCategory !== 'Purchase');
    const charged = await proven('sample', '2026-09-01', '2026-10-01');
    expect(sum(usage, 'EffectiveCost')).toBe(charged);
    // The credit was drawn whole: what it bought is billed at its purchase and not again.
    expect(sum(rows, 'BilledCost')).toBe(charged);
    expect(sum(usage, 'BilledCost')).toBe(charged - parseUsd('0.05'));
    expect(rows.filter((row) => row.ChargeCategory === 'Purchase')).toHaveLength(1);
    expect(rows.filter((row) => row.x_Unpriced === 'true')).toMatchObject([{ x_Model: 'nobody-knows-this' }]);
    expect(rows.filter((row) => row.SkuMeter === 'Stated Cost')).toMatchObject([
      { EffectiveCost: '1.234567890123' },
    ]);
    expect(rows.filter((row) => row.SkuMeter === 'Web Searches')).toHaveLength(28);
    expect(rows.some((row) => row.x_BillingMode === 'subscription' && row.EffectiveCost !== '0')).toBe(false);
  });

  test('exports a journal that balances, exact and in cents, and escapes what a spreadsheet would run', async () => {
    for (const [detail, amounts] of [
      ['lines', 'exact'],
      ['lines', 'cents'],
      ['summary', 'exact'],
      ['summary', 'cents'],
    ]) {
      const query = `from=2026-09-01&to=2026-11-01&detail=${detail}&amounts=${amounts}`;
      const file = await at.download(`${books}/export/journal.csv?${query}`);
      const table = file.body.toString().split('\r\n');
      const total = table.filter((line) => line.startsWith('Total'));
      expect(total, `${detail} ${amounts}`).toHaveLength(1);
      const [, , , , , , , currency, debit, credit] = (total[0] ?? '').split(',');
      expect(currency).toBe('USD');
      expect(debit).toBe(credit);
      expect(table[0]).toContain('SAMPLE');
      if (amounts === 'cents') expect(debit).toMatch(/^\d+(\.\d{1,2})?$/);
    }
    const focus = await at.download(`${books}/export/focus.csv?from=2026-10-01&to=2026-11-01`);
    expect(focus.body.toString()).toContain(`'=HYPERLINK`);
    const sheet = await at.download(
      `${books}/export/journal.xlsx?from=2026-09-01&to=2026-11-01&detail=lines`,
    );
    expect(sheet.body.subarray(0, 2).toString()).toBe('PK');
  });

  test('closes a month whose exceptions were waved through by name, once for ever', async () => {
    expect((await close('2026-10', 'early')).body).toMatchObject({ code: 'not-closable' });
    expect((await close('2026-09', 'a')).body).toMatchObject({ code: 'not-closable' });
    await waiveAll('2026-09');
    const closed = await close('2026-09', 'a');
    expect(closed).toMatchObject({ status: 200, body: { period: '2026-09', approver: 'CFO' } });
    expect((await close('2026-09', 'a')).body).toEqual(closed.body);
    expect((await close('2026-09', 'b')).status).toBe(422);
    const adjustment = {
      posted_on: '2026-09-30',
      reason: 'too late for that',
      approver: 'CFO',
      postings: [
        { account: 'expense/untagged/unassigned', amount: '1' },
        { account: 'accrued/acme', amount: '-1' },
      ],
      idempotency_key: 'late-1',
    };
    const refused = await at.call('POST', `${books}/adjustments`, adjustment);
    expect(refused).toMatchObject({ status: 409, body: { code: 'period-closed' } });
  });

  test('posts late, re-rated and re-attributed usage in the open month and says why September differs', async () => {
    const before = await totalOf('sample', 'cost_center', '2026-09', 'now');
    const booked = await totalOf('sample', 'cost_center', '2026-09');
    await book([call('2026-09-15', { output: 9_999 })]);
    await at.must('POST', '/api/prices', {
      provider: 'acme',
      model: 'acme-1',
      usd_per_million: { uncached_input: '4', cache_read: '0.3', output: '16', web_searches: '10000' },
      valid_from: 'always',
    });
    await at.must('POST', '/api/prices/rerate', { provider: 'acme', model: 'acme-1' });
    const people = 'name,email,team\nBob,bob@x.test,Sales\n';
    await at.must('POST', '/api/w/sample/people/import', { format: 'csv', text: people });
    await settle('sample');

    expect(await totalOf('sample', 'cost_center', '2026-09')).toBe(booked);
    const now = await totalOf('sample', 'cost_center', '2026-09', 'now');
    expect(now > before).toBe(true);
    const report = await at.must('GET', `${books}/periods/2026-09/restatement?kind=team`);
    expect(report).toMatchObject({ reproduced: true });
    expect(parseUsd(report.as_known_then)).toBe(before);
    expect(parseUsd(report.as_known_now)).toBe(now);
    const reasons = report.by_reason as { reason: string; amount: string }[];
    expect(reasons.map(({ reason }) => reason).sort()).toEqual(['late', 're-attributed', 're-rated']);
    expect(reasons.reduce((all, { amount }) => all + parseUsd(amount), 0n)).toBe(now - before);
    // Attribution moves cost between teams and adds none.
    expect(reasons.find(({ reason }) => reason === 're-attributed')?.amount).toBe('0');
    expect(report.units.some(({ label }: { label: string }) => label === 'Sales')).toBe(true);
  });

  test('still costs the same at every station, by the day it happened and by the day it is posted', async () => {
    const all = await proven('sample', '2026-09-01', '2026-12-01');
    const rows = await focusOf('sample', '2026-09-01', '2026-12-01');
    expect(rows.flatMap(focusFaults)).toEqual([]);
    expect(
      sum(
        rows.filter((row) => row.ChargeCategory !== 'Purchase'),
        'EffectiveCost',
      ),
    ).toBe(all);
    expect(rows.some((row) => row.ChargeClass === 'Correction')).toBe(true);
    expect(await generalLedger('sample', '2026-09-01', '2026-12-01')).toEqual({ expense: all, all: 0n });
    for (const month of ['2026-09', '2026-10']) {
      const to = month === '2026-09' ? '2026-10-01' : '2026-11-01';
      const { expense } = await generalLedger('sample', `${month}-01`, to);
      for (const kind of kinds)
        expect(await totalOf('sample', kind, month), `${kind} ${month}`).toBe(expense);
    }
  });

  test('is proven over all its history', async () => {
    await at.must('POST', `${books}/verify`);
    await at.services.desk.proofs.idle();
    const { run } = await at.must('GET', `${books}/verify`);
    expect(run).toMatchObject({ state: 'sound', findings: [], findings_total: 0 });
    expect(Number(run.counts.transactions)).toBeGreaterThan(50);
  });
});
