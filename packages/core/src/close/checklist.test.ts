import { parseUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { type CloseFacts, checkClosable, checkWaiver, closeChecklist } from './checklist.ts';
import { periodOf } from './period.ts';

const month = periodOf('2026-10');
const none = { count: 0, amount: 0n };
const clean: CloseFacts = {
  today: '2026-11-02',
  closedThrough: '2026-09-30',
  earlierOpen: null,
  unposted: 0,
  failedPostings: 0,
  journalLessLedger: 0n,
  imbalance: 0n,
  unpriced: none,
  unattributed: none,
  untagged: none,
  late: none,
  invoices: { differing: none, tolerancePercent: '1', missing: [] },
  holdsInDoubt: none,
  proof: { state: 'sound', findings: 0, at: '2026-11-01T00:00:00Z' },
  unsealed: 0,
  unmappedAccounts: [],
};
const state = (facts: Partial<CloseFacts>, key: string) =>
  closeChecklist(month, { ...clean, ...facts }, []).find((one) => one.key === key);
const waiver = (item: 'untagged' | 'unposted') => ({
  item,
  reason: 'agreed with audit',
  approver: 'CFO',
  at: '2026-11-02T09:00:00Z',
});

describe('the checklist', () => {
  test('lets a clean month close', () => {
    const items = closeChecklist(month, clean, []);
    expect(items.every((one) => one.state === 'ok')).toBe(true);
    expect(checkClosable(month, items)).toBeNull();
  });

  test('blocks a month that is not over, comes after an open one, or is closed already', () => {
    expect(state({ today: '2026-10-31' }, 'not_over')?.state).toBe('blocking');
    expect(state({ earlierOpen: '2026-09' }, 'earlier_open')).toMatchObject({
      state: 'blocking',
      fix: 'Close 2026-09 first.',
    });
    expect(state({ closedThrough: '2026-10-31' }, 'earlier_open')?.detail).toBe('2026-10 is closed already.');
  });

  test('blocks on suspense, on untagged usage and where journal and ledger differ', () => {
    expect(state({ unpriced: { count: 3, amount: parseUsd('1.5') } }, 'unpriced')).toMatchObject({
      state: 'blocking',
      count: '3',
      amount: '1.5',
    });
    expect(state({ untagged: { count: 1, amount: 1n } }, 'untagged')?.state).toBe('blocking');
    expect(state({ journalLessLedger: -1n }, 'unreconciled')?.state).toBe('blocking');
    expect(
      state({ invoices: { ...clean.invoices, differing: { count: 1, amount: 5n } } }, 'invoices')?.state,
    ).toBe('blocking');
  });

  test('draws attention to what is lawful but should be known', () => {
    expect(state({ late: { count: 2, amount: 5n } }, 'late')?.state).toBe('attention');
    expect(state({ holdsInDoubt: { count: 1, amount: 5n } }, 'holds_in_doubt')?.state).toBe('attention');
    expect(state({ proof: null }, 'seals')?.state).toBe('attention');
    expect(state({ unmappedAccounts: ['cash'] }, 'unmapped')?.detail).toContain('cash');
  });

  test('lets a named approver wave through what may be waved through, and nothing else', () => {
    const facts = { ...clean, untagged: { count: 1, amount: 1n }, unposted: 2 };
    const items = closeChecklist(month, facts, [waiver('untagged'), waiver('unposted')]);
    const of = (key: string) => items.find((one) => one.key === key);
    expect(of('untagged')).toMatchObject({ state: 'waived', waiver: { approver: 'CFO' } });
    expect(of('unposted')?.state).toBe('blocking');
    expect(checkClosable(month, items)).toMatchObject({
      refused: 'not-closable',
      facts: { blocking: 'unposted' },
    });
    expect(checkWaiver(of('untagged'))).toBeNull();
    expect(checkWaiver(of('unposted'))?.refused).toBe('not-waivable');
  });

  test('blocks on a proof that found something', () => {
    const proof = { state: 'unsound' as const, findings: 2, at: '2026-11-01T00:00:00Z' };
    expect(state({ proof }, 'seals')).toMatchObject({ state: 'blocking', count: '2' });
  });
});
