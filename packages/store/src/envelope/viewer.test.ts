import { expect, test } from 'vitest';
import { sees } from './viewer.ts';

const own = { kind: 'person', ref: 'wrk_1', ownerId: null, period: 'month', limit: 100n } as const;
const granted = { ...own, period: 'custom', limit: 0n } as const;
const admin = { admin: true, pay: false, workerId: null };

test('an envelope that lives off grants may tell base pay, so that an admin alone does not see it', () => {
  expect(sees(admin, own)).toBe(true);
  expect(sees(admin, granted)).toBe(false);
  expect(sees(admin, { ...granted, limit: '0.00' })).toBe(false);
  expect(sees({ ...admin, pay: true }, granted)).toBe(true);
  expect(sees({ admin: false, pay: true, workerId: null }, granted)).toBe(false);
  expect(sees({ admin: false, pay: false, workerId: 'wrk_1' }, granted)).toBe(true);
});
