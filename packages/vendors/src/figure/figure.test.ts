import { expect, test } from 'vitest';
import { readFiguresCsv } from './index.ts';

const teams = [
  { id: 'team_1', name: 'Payments' },
  { id: 'team_2', name: 'Core' },
];

test('figures are read by month, for the company or a team', () => {
  const text =
    'key,month,amount,team,source\nsaas_spend,2026-03,"12,500.50",,NetSuite\nhires,2026-03-01,2,payments,\n';
  expect(readFiguresCsv(text, { teams })).toEqual({
    errors: [],
    figures: [
      { key: 'saas_spend', month: '2026-03-01', teamId: '', amount: '12500.50', source: 'NetSuite' },
      { key: 'hires', month: '2026-03-01', teamId: 'team_1', amount: '2', source: 'CSV' },
    ],
  });
});

test('every fault is told by line and column, and a figure that stands twice is one', () => {
  const text =
    'key,month,amount,team\nconstructor,2026-03,1,\nhires,2026-03-15,-1,\nhires,2026-13,1e5,Nobody\nhires,2026-04,1,Core\nhires,2026-04,2,team_2\n';
  const { figures, errors } = readFiguresCsv(text, { teams });
  expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
    '2 key',
    '3 month',
    '3 amount',
    '4 month',
    '4 amount',
    '4 team',
    '6 key',
  ]);
  expect(figures).toHaveLength(1);
  expect(readFiguresCsv('a,b\n1,2\n', { teams }).errors.length).toBeGreaterThan(0);
});
