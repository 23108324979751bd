import { describe, expect, test } from 'vitest';
import { Books, grant, usd, worker } from './grant.test-kit.ts';
import { type GrantTerms, type Lot, planTransfer } from './index.ts';

const books = new Books(grant());
books.run('2026-01-01');
books.run('2026-02-01');
const other = { kind: 'worker', id: 'wrk_2' } as const;
const wish = (
  rule: GrantTerms['transfer'],
  amount: string,
  over: Partial<Parameters<typeof planTransfer>[0]> = {},
) =>
  planTransfer({
    from: worker,
    to: other,
    amount: usd(amount),
    lots: books.lots.map((lot) => ({ lot, rule })),
    sameTeam: true,
    today: '2026-02-10',
    ...over,
  });

describe('passing budget on', () => {
  test('is off unless the grant allows it', () => {
    expect(wish('none', '10')).toMatchObject({ refused: 'transfer-not-allowed' });
    expect(wish('team', '10', { sameTeam: false })).toMatchObject({ refused: 'transfer-not-allowed' });
  });
  test('takes what is gone first, at cost, with its expiry', () => {
    expect(wish('team', '3000')).toEqual({
      needsApproval: false,
      slices: [
        { lotId: 'lot_1_20260101_r', grantId: 'grt_1', expiresOn: '2026-03-01', amount: usd('2500') },
        { lotId: 'lot_1_20260201', grantId: 'grt_1', expiresOn: '2026-03-01', amount: usd('500') },
      ],
    });
    expect(wish('manager_approved', '3000')).toMatchObject({ needsApproval: true });
  });
  test('is one hop: what came by transfer stays', () => {
    const lots = books.lots.map((lot): { lot: Lot; rule: 'team' } => ({
      lot: { ...lot, kind: 'transfer' },
      rule: 'team',
    }));
    expect(wish('team', '10', { lots })).toMatchObject({ refused: 'transfer-second-hop' });
  });
  test('is never more than is left, never nothing, never to oneself', () => {
    expect(wish('team', '12500.01')).toMatchObject({ refused: 'transfer-too-large' });
    expect(wish('team', '0')).toMatchObject({ refused: 'amount-zero' });
    expect(wish('team', '1', { to: worker })).toMatchObject({ refused: 'transfer-to-self' });
  });
});
