import { expect, test } from 'vitest';
import { defaultModelChanges } from './default-model.ts';

const days = Array.from({ length: 12 }, (_, at) => `2026-10-${String(at + 1).padStart(2, '0')}`);
const calls = (modelOf: (at: number) => string, workflow = 'triage') =>
  days.map((day, at) => ({ day, workflow, model: modelOf(at), calls: 10 }));

test('a workflow that goes over to another model is a change of its default, on that day', () => {
  const rows = [...calls((at) => (at < 7 ? 'small' : 'large')), ...calls(() => 'small', 'other')];
  expect(defaultModelChanges(rows)).toEqual([
    {
      ...{ id: 'default:2026-10-08:triage', kind: 'model-default', day: '2026-10-08' },
      name: 'triage went over from small to large',
      about: { workflow: 'triage', model: 'large' },
    },
  ]);
});

test('one day with another model, too little of a past, and a day with both are none', () => {
  expect(defaultModelChanges(calls((at) => (at === 7 ? 'large' : 'small')))).toEqual([]);
  expect(defaultModelChanges(calls((at) => (at < 4 ? 'small' : 'large')))).toEqual([]);
  const both = [...calls(() => 'small'), ...calls((at) => (at < 7 ? 'small' : 'large'))];
  expect(defaultModelChanges(both)).toEqual([]);
  expect(defaultModelChanges([])).toEqual([]);
});
