import type { MetricResult } from '@exchequer/model/contract';
import { useState } from 'react';
import { useCatalogue } from '../../api/metrics.ts';
import { coloursFor, groupColour, groupLabel } from '../../components/stack.ts';
import type { ExploreSearch } from '../../state/explore-search.ts';
import { dimensionNames, withFilter } from '../../state/filter.ts';
import { isSuspense } from '../../state/labels.ts';
import { useView } from '../../state/view.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { type Column, columnsOf, type Row } from './columns.tsx';
import type { Question } from './question.ts';

interface Props {
  question: Question;
  data: MetricResult;
  search: ExploreSearch;
}

interface Order {
  key: string;
  down: boolean;
}

/** The table under the chart. Its total row is the figure above it, to the last digit. */
export function GroupTable({ question, data, search }: Props) {
  const { change } = useView();
  const [order, setOrder] = useState<Order>({ key: 'value', down: true });
  const [exact, setExact] = useState(false);
  const catalogue = useCatalogue().data ?? [];
  const all = columnsOf(question, data, {
    unitOf: (key) => catalogue.find((d) => d.key === key)?.unit ?? 'count',
    nameOf: (key) => catalogue.find((d) => d.key === key)?.name ?? key,
    exact,
  });
  const hidden = new Set((search.hide ?? '').split(','));
  const shown = all.filter((column) => !hidden.has(column.key));
  const hide = (keys: string[]) => change({ hide: keys.join(',') || undefined }, { replace: true });
  return (
    <>
      <table className="table cards border-t border-ink">
        <thead>
          <tr>
            <th scope="col">
              <span className="flex items-center gap-2">
                {data.query.group_by.map((d) => dimensionNames[d]).join(' · ') || 'All usage'}
                <ColumnChooser columns={all} hidden={hidden} onHide={hide} exact={exact} onExact={setExact} />
              </span>
            </th>
            {shown.map((column) => (
              <Head key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(data.groups, all, order).map((row) => (
            <GroupRow
              key={row.key.join('\u001f')}
              row={row}
              columns={shown}
              data={data}
              question={question}
            />
          ))}
        </tbody>
        <tbody>
          <tr className="total">
            <td className="head">{question.definition.additive ? 'Total' : 'All together'}</td>
            <Cells columns={shown} row={null} />
          </tr>
        </tbody>
      </table>
      <p className="mt-2 text-[12.5px] text-mute">
        {data.groups.length.toLocaleString('en-US')} {data.groups.length === 1 ? 'row' : 'rows'}
        {data.groups.some((g) => g.other) ? ', the rest under Other' : ''}. Hover a figure for every digit.
      </p>
    </>
  );
}

function sorted(groups: readonly Row[], columns: readonly Column[], order: Order): readonly Row[] {
  const column = columns.find((c) => c.key === order.key);
  if (!column) return groups;
  const sign = order.down ? -1 : 1;
  // "Other" is no group of its own: it stays last whatever the order.
  return [...groups].sort(
    (a, b) => Number(a.other) - Number(b.other) || sign * (column.sort(a) - column.sort(b)),
  );
}

function Head({ column, order, onOrder }: { column: Column; order: Order; onOrder: (order: Order) => void }) {
  const chosen = order.key === column.key;
  const arrow = order.down ? '↓' : '↑';
  return (
    <th scope="col" className="n" aria-sort={chosen ? (order.down ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className="relative hover:text-ink"
        onClick={() => onOrder({ key: column.key, down: chosen ? !order.down : true })}
      >
        {chosen ? (
          <span aria-hidden className="absolute right-full pr-1">
            {arrow}
          </span>
        ) : null}
        {column.name}
      </button>
    </th>
  );
}

function Cells({ columns, row }: { columns: readonly Column[]; row: Row | null }) {
  return columns.map((column) => (
    <td key={column.key} className="n" data-label={column.name}>
      {column.cell(row)}
    </td>
  ));
}

interface RowProps {
  row: Row;
  columns: readonly Column[];
  data: MetricResult;
  question: Question;
}

function GroupRow({ row, columns, data, question }: RowProps) {
  const { change, search } = useView();
  const dimensions = data.query.group_by;
  const label = groupLabel(row, dimensions);
  const open = () => {
    const narrowed = dimensions.reduce(
      (f, dimension, i) => withFilter(f, { dimension, op: 'is', values: [row.key[i] ?? ''] }),
      search.f ?? [],
    );
    change({ f: narrowed });
  };
  return (
    <tr data-row className="opens">
      <td className="head">
        <span className="inline-flex items-center gap-2">
          <Swatch
            row={row}
            position={data.groups.indexOf(row)}
            drawn={coloursFor(data.groups.length, question.definition.additive)}
            question={question}
          />
          {row.other ? (
            <span className="text-mute">{label}</span>
          ) : (
            <button type="button" className="text-left hover:text-accent" title="Filter by it" onClick={open}>
              {label}
            </button>
          )}
        </span>
      </td>
      <Cells columns={columns} row={row} />
    </tr>
  );
}

function Swatch({
  row,
  position,
  drawn,
  question,
}: {
  row: Row;
  position: number;
  drawn: number;
  question: Question;
}) {
  const dimension = question.by[0];
  if (!dimension || row.other || position >= drawn) return <span className="size-2.5" />;
  const key = row.key[0] ?? '';
  const spend = question.query.metrics.indexOf('spend_list');
  if (isSuspense(dimension, key) || (spend >= 0 && row.values[spend] === null))
    return <span className="hatched size-2.5 rounded-[2px]" />;
  return (
    <span
      className="size-2.5 rounded-[2px]"
      style={{ background: groupColour(dimension, key, position, false) }}
    />
  );
}
