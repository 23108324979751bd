import { describe, expect, test } from 'vitest';
import { type AdviceStake, forbidden } from './permission.ts';

const stake = (more: Partial<AdviceStake> = {}): AdviceStake => ({
  ...{ selfWorker: null, assigneeId: null, ownerId: 'wrk_owner', raises: false, task: false },
  ...more,
});
const admin = { admin: true, workerId: null };
const as = (workerId: string) => ({ admin: false, workerId });

describe('applying', () => {
  test('is for admins, and for the owner of what is changed unless it gives the owner more', () => {
    expect(forbidden('apply', admin, stake({ raises: true }))).toBeNull();
    expect(forbidden('apply', as('wrk_owner'), stake())).toBeNull();
    expect(forbidden('apply', as('wrk_owner'), stake({ raises: true }))).toContain('nobody raises');
    expect(forbidden('undo', as('wrk_other'), stake({ assigneeId: 'wrk_other' }))).toContain('owner');
    expect(forbidden('apply', { admin: false, workerId: null }, stake({ ownerId: null }))).not.toBeNull();
  });

  test('of a task is for whoever it is assigned to', () => {
    expect(forbidden('finish', as('wrk_a'), stake({ task: true, assigneeId: 'wrk_a' }))).toBeNull();
    expect(forbidden('finish', as('wrk_b'), stake({ task: true, assigneeId: 'wrk_a' }))).not.toBeNull();
  });
});

test('what is about a person is acted on by that person alone, admins included', () => {
  const own = stake({ selfWorker: 'wrk_me', task: true });
  for (const verb of ['finish', 'snooze', 'dismiss', 'assign'] as const) {
    expect(forbidden(verb, as('wrk_me'), own)).toBeNull();
    expect(forbidden(verb, admin, own)).toContain('about a person');
    expect(forbidden(verb, as('wrk_you'), own)).toContain('about a person');
  }
  expect(forbidden('apply', as('wrk_me'), { ...own, task: false })).not.toBeNull();
});

test('putting off is for those whom it concerns', () => {
  expect(forbidden('snooze', as('wrk_a'), stake({ assigneeId: 'wrk_a' }))).toBeNull();
  expect(forbidden('dismiss', as('wrk_b'), stake())).not.toBeNull();
});
