import { type StatedFigureKey, statedFigures } from '@exchequer/model';
import type { FactMeasure } from './fact-measure.ts';

const page = (path: string, label: string) => ({ label, to: `/w/$ws/${path}` });

const staffList = {
  fact: 'staff',
  needs: 'people: a staff list with their teams',
  remedy: page('people', 'Add people'),
} as const;

const staff = (name: string, column: string, meaning: string, at?: 'first' | 'last'): FactMeasure => ({
  ...staffList,
  name,
  unit: 'count',
  column,
  where: [],
  meaning,
  ...(at && { at }),
});

const inDollars = [{ column: 'currency', in: ['USD'] }];

const pay = (name: string, column: string, meaning: string): FactMeasure => ({
  name,
  fact: 'pay',
  unit: 'usd',
  column,
  where: inDollars,
  meaning,
  needs: 'pay by person, which only those with the compensation scope may add',
  remedy: page('budgets', 'Add pay'),
});

/** Measure of a figure that the company states, such as `stated_saas_spend`. */
const stated = (key: StatedFigureKey): FactMeasure => {
  const { name, unit, from } = statedFigures[key];
  return {
    name: `stated_${key}`,
    fact: 'stated',
    unit: unit === 'usd' ? 'usd' : 'decimal',
    column: 'amount',
    where: [{ column: 'key', in: [key] }],
    meaning: name.toLowerCase(),
    needs: `${name.charAt(0).toLowerCase()}${name.slice(1)}, as ${from} states it`,
    remedy: page('value', 'State figures'),
  };
};

/** Sums of what the company is and says of itself: its days, people, pay and stated figures. */
export const companyMeasures: readonly FactMeasure[] = [
  {
    name: 'days',
    fact: 'calendar',
    unit: 'count',
    column: 'day',
    where: [],
    meaning: 'days of the range until today',
    needs: 'a range that has begun',
    remedy: page('value', 'Change the range'),
  },
  staff('person_days', 'person_days', 'days of employed persons'),
  staff('manager_days', 'managers', 'days of managers, by the role on record'),
  staff('persons_at_first', 'persons', 'persons on the first day', 'first'),
  staff('persons_at_last', 'persons', 'persons on the last day', 'last'),
  pay('pay_base', 'base', 'base pay as it accrues by day'),
  pay('pay_bonus', 'bonus', 'bonus as it accrues by day'),
  pay('pay_equity', 'equity', 'equity as it accrues by day'),
  {
    ...pay('foreign_pay', 'persons', 'days of persons who are paid in another currency'),
    unit: 'count',
    where: [{ column: 'currency', in: ['USD'], not: true }],
  },
  ...(Object.keys(statedFigures) as StatedFigureKey[]).map(stated),
];
