import { describe, expect, test } from 'vitest';
import { grant, terms } from './grant.test-kit.ts';
import { checkOverlap, endGrant, endless, type Grant, pauseGrant, resumeGrant, stateOf } from './index.ts';

const refused = (value: object | null) => (value as { refused?: string } | null)?.refused ?? null;

describe('a second grant', () => {
  const first = grant({ endsOn: '2026-07-01' });
  const second = (over: Partial<Grant>) => checkOverlap(grant({ id: 'grt_2', ...over }), [first]);
  test('of the same type or plan is refused while the first runs, with when it may start', () => {
    expect(refused(second({}))).toBe('grant-overlap');
    expect(refused(second({ terms: terms({ type: 'tool_access' }) }))).toBe('grant-overlap');
    expect(second({ startsOn: '2026-06-30', planId: 'gpl_2' })?.fix).toContain('2026-07-01');
  });
  test('may follow the first, be of another plan and type, or be somebody else’s', () => {
    expect(second({ startsOn: '2026-07-01' })).toBeNull();
    expect(second({ planId: 'gpl_2', terms: terms({ type: 'tool_access' }) })).toBeNull();
    expect(second({ holder: { kind: 'worker', id: 'wrk_2' } })).toBeNull();
  });
  test('that ends before it begins is refused', () => {
    expect(refused(second({ startsOn: '2026-08-01', endsOn: '2026-08-01' }))).toBe('grant-span');
  });
});

describe('a grant', () => {
  const today = '2026-03-10';
  test('is paused from today on, once, and resumed', () => {
    expect(refused(pauseGrant(grant(), '2026-03-09', today))).toBe('pause-in-the-past');
    const paused = pauseGrant(grant(), today, today) as Grant;
    expect(stateOf(paused, today)).toBe('paused');
    expect(refused(pauseGrant(paused, today, today))).toBe('grant-paused');
    const resumed = resumeGrant(paused, '2026-04-01', today) as Grant;
    expect(resumed.pauses).toEqual([{ from: today, to: '2026-04-01' }]);
    expect(stateOf(resumed, '2026-04-01')).toBe('active');
    expect(refused(resumeGrant(resumed, '2026-05-01', today))).toBe('grant-not-paused');
  });
  test('that is resumed on the day of its pause was never paused', () => {
    const paused = pauseGrant(grant(), today, today) as Grant;
    expect((resumeGrant(paused, today, today) as Grant).pauses).toEqual([]);
    expect(paused.pauses[0]?.to).toBe(endless);
  });
  test('ends on no day that is over, and its end is not put off', () => {
    expect(refused(endGrant(grant(), '2026-03-01', today))).toBe('end-in-the-past');
    const ended = endGrant(grant(), '2026-04-01', today) as Grant;
    expect(refused(endGrant(ended, '2026-05-01', today))).toBe('grant-ended');
    expect(endGrant(ended, '2026-03-20', today)).toMatchObject({ endsOn: '2026-03-20' });
  });
});
