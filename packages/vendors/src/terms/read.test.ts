import { describe, expect, test } from 'vitest';
import { readTerms } from './index.ts';

describe('files of terms', () => {
  test('are CSV or a YAML list, with the same names', () => {
    const csv = readTerms('seat', 'tool,seats,price,used\ncopilot,60,19,41\nclaude-code,80,20,\n');
    const yaml = readTerms(
      'seat',
      '- tool: copilot\n  seats: 60\n  price: 19\n  used: 41\n- {tool: claude-code, seats: 80, price: "20"}\n',
    );
    expect(csv).toEqual(yaml);
    expect(csv.rows.map(({ body }) => body)).toEqual([
      { tool: 'copilot', vendor: '', seats: 60, price: '19', used: 41 },
      { tool: 'claude-code', vendor: '', seats: 80, price: '20' },
    ]);
  });

  test('keep the tiers of one offer under its name', () => {
    const head = 'name,provider,type,state,amount,discount,from,to\n';
    const offer = 'Offer,p,tier,offered,100,0.1,2027-01-01,2027-12-31\n';
    const { rows, errors } = readTerms('commitment', `${head}${offer}${offer.replace('100', '200')}`);
    expect(errors).toEqual([]);
    expect(rows.map(({ name, part }) => [name, part])).toEqual([
      ['Offer', '100'],
      ['Offer', '200'],
    ]);
    expect(readTerms('commitment', `${head}${offer}${offer}`).errors).toMatchObject([{ row: 3 }]);
  });

  test('count paired runs, and keep no task', () => {
    const head = 'workflow,model,cheaper_model,passed,cheaper_passed,cost_per_failure\n';
    const runs = ['true,true,1', 'yes,no,3', '0,1,2', 'false,false,1'].map(
      (end) => `triage,big,small,${end}`,
    );
    const { rows } = readTerms('evaluation', `${head}${runs.join('\n')}\n`);
    expect(rows).toEqual([
      {
        ...{ name: 'triage', part: '/big>small' },
        body: {
          ...{ workflow: 'triage', task_class: '', model: 'big', cheaper_model: 'small', pairs: 4 },
          ...{ dearer_only: 1, cheaper_only: 1, cost_per_failure: '3' },
        },
      },
    ]);
  });

  test.each([
    ['wait', 'workflow,hours\nx,-1\n', 'hours'],
    ['wait', 'workflow\nx\n', 'hours'],
    ['seat', 'tool,seats,price\nx,4.5,1\n', 'seats'],
    ['seat', 'tool,seats,price\nx,4,$19\n', 'price'],
    [
      'commitment',
      '- {name: a, provider: p, type: tier, amount: 1, discount: 1.5, from: x, to: y}',
      'discount',
    ],
    ['commitment', 'just words', 'name'],
    ['wait', '- 3', ''],
    ['wait', '- {workflow: ', ''],
  ] as const)('of %s that are wrong take nothing and say where: %j', (kind, text, column) => {
    const { rows, errors } = readTerms(kind, text);
    expect(rows).toEqual([]);
    expect(errors.map((one) => one.column)).toContain(column);
  });

  test('of a commitment that ends before it begins, or commits to nothing, are refused', () => {
    const term = (amount: string, from: string) =>
      readTerms(
        'commitment',
        `- {name: a, provider: p, type: tier, amount: ${amount}, discount: 0.1, from: ${from}, to: 2027-01-31}`,
      );
    expect(term('1', '2027-02-01').errors[0]?.error).toContain('ends before');
    expect(term('0', '2027-01-01').errors[0]?.error).toContain('above 0');
    expect(term('1', '2027-01-01').rows).toHaveLength(1);
  });
});
