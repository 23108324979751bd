import { parseUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { isRefusal, type LedgerCommand, type LedgerFacts } from '../ledger/index.ts';
import {
  accrue,
  bookShortfall,
  bookTaxableUse,
  bookUsage,
  buyCredit,
  capitalise,
  expireCredit,
  lastDayOf,
  monthsAt,
  payInvoice,
  percentOf,
  recordInvoice,
  straightLine,
} from './index.ts';

const name = { workspace: 'live', key: 'k', body: {} };
const books = (balances: Record<string, bigint> = {}, closed: string | null = null): LedgerFacts => ({
  now: new Date(0),
  balance: ({ key }) => balances[key] ?? 0n,
  hold: () => null,
  closedThrough: () => closed,
});
const entriesOf = (command: LedgerCommand<unknown>, facts = books()) => {
  const decided = command.decide(facts);
  if (isRefusal(decided)) throw new Error(decided.detail);
  return decided.entries.map(({ kind, postedOn, postings }) => ({
    kind,
    postedOn,
    lines: Object.fromEntries(postings.map(({ key, amount }) => [key, amount])),
  }));
};
const refusalOf = (command: LedgerCommand<unknown>, facts = books()) => {
  const decided = command.decide(facts);
  return isRefusal(decided) ? decided.refused : null;
};

const purchase = {
  id: 'crd_1',
  provider: 'p/1',
  currency: 'USD',
  amount: 100n,
  purchasedOn: '2026-10-01',
  expiresOn: null,
  reference: '',
};
const invoice = {
  id: 'inv_1',
  provider: 'p',
  number: '7',
  periodFrom: '2026-10-01',
  periodTo: '2026-10-31',
  currency: 'USD',
  amount: 90n,
  invoicedOn: '2026-11-03',
  dueOn: null,
  reference: '',
};
const accrual = {
  id: 'acc_1',
  provider: 'p',
  purpose: 'research_and_development' as const,
  costCenter: '',
  currency: 'USD',
  amount: 7n,
  accruedOn: lastDayOf('2028-02'),
  autoReverse: true,
  memo: 'late',
};
const payment = {
  id: 'pay_1',
  invoiceId: 'inv_1',
  provider: 'p',
  number: '7',
  amount: null,
  paidOn: '2026-11-04',
  reference: '',
};

describe('templates of the financial book', () => {
  test('keep bought credit as an asset, under an account of its own', () => {
    expect(entriesOf(buyCredit(name, purchase))).toEqual([
      {
        kind: 'credit-purchase',
        postedOn: '2026-10-01',
        lines: { 'prepaid/p%2F1/crd_1': 100n, cash: -100n },
      },
    ]);
  });

  test('write off at most what is left of a credit', () => {
    const expiry = { creditId: 'crd_1', provider: 'p', expiredOn: '2026-10-31', memo: '' };
    const left = books({ 'prepaid/p/crd_1': 30n });
    expect(entriesOf(expireCredit(name, { ...expiry, amount: null }), left)[0]?.lines).toEqual({
      'breakage/p': 30n,
      'prepaid/p/crd_1': -30n,
    });
    expect(refusalOf(expireCredit(name, { ...expiry, amount: 31n }), left)).toBe('credit-too-small');
    expect(refusalOf(expireCredit(name, { ...expiry, amount: null }), books())).toBe('credit-too-small');
  });

  test('settle what was accrued by an invoice and expense the difference, either way', () => {
    expect(entriesOf(recordInvoice(name, invoice, 80n, false))[0]?.lines).toEqual({
      'accrued/p': 80n,
      'variance/p': 10n,
      'payable/p': -90n,
    });
    expect(entriesOf(recordInvoice(name, invoice, 95n, false))[0]?.lines).toMatchObject({
      'variance/p': -5n,
    });
    expect(entriesOf(recordInvoice(name, invoice, 90n, false))[0]?.lines).not.toHaveProperty('variance/p');
    expect(refusalOf(recordInvoice(name, invoice, 80n, true))).toBe('invoice-twice');
  });

  test('pay no more than is open', () => {
    expect(entriesOf(payInvoice(name, payment, 90n))[0]?.lines).toEqual({ 'payable/p': 90n, cash: -90n });
    expect(refusalOf(payInvoice(name, { ...payment, amount: 91n }, 90n))).toBe('payment-too-large');
    expect(refusalOf(payInvoice(name, payment, 0n))).toBe('invoice-settled');
  });

  test('take an accrual back on the first day of the next month, in the same command', () => {
    expect(entriesOf(accrue(name, accrual))).toEqual([
      {
        kind: 'accrual',
        postedOn: '2028-02-29',
        lines: { 'expense/research_and_development/unassigned': 7n, 'accrued/p': -7n },
      },
      {
        kind: 'accrual-reversal',
        postedOn: '2028-03-01',
        lines: { 'expense/research_and_development/unassigned': -7n, 'accrued/p': 7n },
      },
    ]);
  });

  test('move use that is pay out of the purpose into compensation, with the tax on it', () => {
    const use = { ...accrual, purpose: 'untagged' as const, employerTax: 2n, occurredOn: '2026-10-31' };
    expect(entriesOf(bookTaxableUse(name, use))[0]?.lines).toEqual({
      compensation: 7n,
      'expense/untagged/unassigned': -7n,
      'employer-tax': 2n,
      'payroll-liability': -2n,
    });
  });

  test('make an asset of a qualifying project’s expense', () => {
    const policy = {
      key: 'site',
      project: 'site',
      repo: '',
      validFrom: '2026-01-01',
      validTo: null,
      memo: 'm',
      approver: 'a',
    };
    const parts = [{ purpose: 'research_and_development' as const, costCenter: 'cc', amount: 5n }];
    expect(
      entriesOf(capitalise(name, policy, { name: '2026-10', lastDay: '2026-10-31' }, parts))[0]?.lines,
    ).toEqual({
      'software-wip/site': 5n,
      'expense/research_and_development/cc': -5n,
    });
  });

  test('refuse amounts that are not positive and currencies that the books are not kept in', () => {
    const shortfall = { ...accrual, occurredOn: '2026-10-31', reference: '' };
    const make: ((amount: bigint, currency: string) => LedgerCommand<unknown>)[] = [
      (amount, currency) => buyCredit(name, { ...purchase, amount, currency }),
      (amount, currency) => recordInvoice(name, { ...invoice, amount, currency }, 0n, false),
      (amount, currency) => accrue(name, { ...accrual, amount, currency }),
      (amount, currency) => bookShortfall(name, { ...shortfall, amount, currency }),
      (amount, currency) => bookTaxableUse(name, { ...shortfall, employerTax: 0n, amount, currency }),
    ];
    for (const command of make) {
      expect([0n, -1n].map((amount) => refusalOf(command(amount, 'USD')))).toEqual([
        'negative-amount',
        'negative-amount',
      ]);
      expect(refusalOf(command(1n, 'EUR'))).toBe('currency-mismatch');
      expect(refusalOf(command(1n, 'USD'))).toBeNull();
    }
    expect(refusalOf(payInvoice(name, { ...payment, amount: -1n }, 90n))).toBe('negative-amount');
    expect(refusalOf(buyCredit(name, { ...purchase, expiresOn: '2026-09-30' }))).toBe('validity-empty');
  });

  test('book usage of a closed day on the first open one, out of credits by earliest expiry', () => {
    const usage = bookUsage({
      workspace: 'live',
      batchId: 'b',
      credits: [
        { id: 'late', provider: 'p', purchasedOn: '2026-01-01', expiresOn: null },
        { id: 'soon', provider: 'p', purchasedOn: '2026-01-01', expiresOn: '2026-12-31' },
        { id: 'over', provider: 'p', purchasedOn: '2026-01-01', expiresOn: '2026-10-01' },
      ],
      days: [
        {
          day: '2026-10-05',
          provider: 'p',
          expense: [{ purpose: 'untagged', costCenter: 'unassigned', amount: 9n }],
          suspense: 4n,
          standing: new Map(),
        },
      ],
    });
    const left = books({ 'prepaid/p/soon': 3n, 'prepaid/p/late': 5n, 'prepaid/p/over': 50n }, '2026-10-31');
    expect(entriesOf(usage, left)).toEqual([
      {
        kind: 'consumption',
        postedOn: '2026-11-01',
        lines: {
          'expense/untagged/unassigned': 9n,
          'prepaid/p/soon': -3n,
          'prepaid/p/late': -5n,
          'accrued/p': -1n,
          'suspense/p': 4n,
          'accrued-suspense/p': -4n,
        },
      },
    ]);
  });
});

describe('figures beside the books', () => {
  test('tell how long credit lasts, and what a straight line would have said', () => {
    expect(monthsAt(parseUsd('120000'), parseUsd('46250'))).toBe('2.6');
    expect(monthsAt(1n, 0n)).toBeNull();
    expect(straightLine(120n, '2026-10-01', '2027-09-30')).toBe(10n);
    expect(straightLine(120n, '2026-10-15', null)).toBe(10n);
    expect(straightLine(120n, '2026-10-01', '2026-10-10')).toBe(120n);
  });

  test('give differences in percent to two decimals', () => {
    expect([percentOf(150n, 7_400n), percentOf(-150n, 7_400n), percentOf(0n, 5n), percentOf(5n, 0n)]).toEqual(
      ['2.03', '-2.03', '0.00', null],
    );
  });
});
