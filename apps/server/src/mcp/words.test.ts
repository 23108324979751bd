import { expect, test } from 'vitest';
import { tellable } from './list-recommendations.ts';
import { measured, money, range } from './words.ts';

test('money is said in cents, and finer where it is less than one', () => {
  expect([money('1266.75'), money('0.0153'), money('0.00001234'), money('-2'), money('12', 'EUR')]).toEqual([
    ...['$1,266.75', '$0.02', '$0.0000123', '−$2.00', '€12.00'],
  ]);
  expect([range('1', '2'), range('1.001', '1.002')]).toEqual(['$1.00 to $2.00', '$1.00']);
});

test('evidence is said with its unit', () => {
  expect(measured('5.534706553571', 'usd_per_day')).toBe('$5.53 per day');
  expect(measured('570', 'requests')).toBe('570 requests');
  expect(measured('0.5', '×')).toBe('0.5 ×');
  expect(measured('claude-opus-4-5', '')).toBe('claude-opus-4-5');
});

test('advice names nobody, neither its reader nor whom it was given to', () => {
  const told = tellable({
    ...{
      id: 'rec_1',
      rule: 2,
      key: 'k',
      state: 'open',
      own: true,
      claim: 'Ada Quill reads little from cache.',
    },
    ...{
      subject: { kind: 'person', id: 'wrk_1', name: 'Ada Quill' },
      says: 'Ada Quill reads little from cache.',
    },
    ...{
      trigger: 'Ada Quill: 4 %.',
      basis: '',
      confidence: 'low',
      owner: 'person',
      effort: 1,
      undo: 'None.',
    },
    gain: { low: '1', likely: '2', high: '3', level: 0.8, per: 'month' },
    action: { kind: 'task', asks: 'nothing', verb: 'Tick off' },
    evidence: [{ label: 'Cache reads of Ada Quill', value: '4', unit: '%', to: '/me' }],
    assignee: { id: 'wrk_2', name: 'Bo Reed' },
    ...{ snoozed_until: null, first_seen: '', last_seen: '', state_at: '', expires_at: '', realised: null },
    applied: null,
  });
  expect([told.says, told.subject.name]).toEqual(['this person reads little from cache.', 'you']);
  expect(JSON.stringify(told)).not.toMatch(/Ada|Quill|Bo|Reed/);
});
