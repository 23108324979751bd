import type { MetricResult } from '@exchequer/model/contract';
import type { ReactNode } from 'react';
import { Amount } from '../../components/amount.tsx';
import { delta } from '../../format/delta.ts';
import { inline, type Unit } from '../../format/number.ts';
import type { Question } from './question.ts';

export type Row = MetricResult['groups'][number];

/** One column of the table; the cell of null is that of the total row. */
export interface Column {
  key: string;
  name: string;
  cell: (row: Row | null) => ReactNode;
  sort: (row: Row) => number;
}

/** How figures are shown, and what other metrics are called. */
export interface Showing {
  unitOf: (key: string) => Unit;
  nameOf: (key: string) => string;
  exact: boolean;
}

const number = (text: string | null | undefined) => Number(text ?? Number.NEGATIVE_INFINITY);

/** The chosen metric, its share and change where they mean something, and the metrics beside it. */
export function columnsOf({ definition, query }: Question, data: MetricResult, show: Showing): Column[] {
  const value = (row: Row | null, i: number) => (row ? row.values[i] : data.totals[i]?.value) ?? null;
  const figure = (key: string, name: string, unit: Unit, i: number): Column => ({
    key,
    name,
    cell: (row) => <Figure value={value(row, i)} unit={unit} exact={show.exact} />,
    sort: (row) => number(row.values[i]),
  });
  return [
    figure('value', definition.name, definition.unit, 0),
    ...shareColumn(definition.additive, data),
    ...comparedColumns(definition, data, show.exact),
    ...query.metrics.slice(1).map((key, i) => figure(key, show.nameOf(key), show.unitOf(key), i + 1)),
  ];
}

function shareColumn(additive: boolean, data: MetricResult): Column[] {
  const whole = Number(data.totals[0]?.value ?? 0);
  if (!additive || whole === 0) return [];
  const share = (row: Row | null) => (row ? Number(row.values[0] ?? 0) / whole : 1);
  const words = (row: Row | null) => (row?.values[0] === null ? '–' : inline(String(share(row)), 'share'));
  return [
    {
      key: 'share',
      name: 'Share',
      cell: (row) => <span className="text-mute">{words(row)}</span>,
      sort: share,
    },
  ];
}

/** True where the compared range held anything: else a column of zeros would only be noise. */
export const isCompared = (data: MetricResult) =>
  data.compare_range !== null && Number(data.totals[0]?.compare_value ?? 0) !== 0;

function comparedColumns(
  { unit, direction }: Question['definition'],
  data: MetricResult,
  exact: boolean,
): Column[] {
  if (!isCompared(data)) return [];
  const total = data.totals[0];
  const before = (row: Row | null) => (row ? row.compare_values[0] : total?.compare_value) ?? null;
  const now = (row: Row | null) => (row ? row.values[0] : total?.value) ?? null;
  return [
    {
      key: 'before',
      name: 'Before',
      cell: (row) => (
        <span className="text-mute">
          <Amount value={before(row)} unit={unit} opened={exact} />
        </span>
      ),
      sort: (row) => number(row.compare_values[0]),
    },
    {
      key: 'change',
      name: 'Change',
      cell: (row) => <Change change={delta(now(row), before(row), unit, direction)} />,
      sort: (row) => Number(row.values[0] ?? 0) - Number(row.compare_values[0] ?? 0),
    },
  ];
}

function Figure({ value, unit, exact }: { value: string | null; unit: Unit; exact: boolean }) {
  if (value === null && unit !== 'count' && unit !== 'tokens' && unit !== 'share') {
    return <span className="text-warn">unpriced</span>;
  }
  return (
    <span data-exact={value ?? ''}>
      <Amount value={value} unit={unit} opened={exact} />
    </span>
  );
}

function Change({ change }: { change: ReturnType<typeof delta> }) {
  if (!change) return <span className="text-mute">–</span>;
  const mood = change.mood === 'better' ? 'text-good' : change.mood === 'worse' ? 'text-stop' : '';
  return (
    <span className={mood}>
      {change.arrow} {change.text}
    </span>
  );
}
