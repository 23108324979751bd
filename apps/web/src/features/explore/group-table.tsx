import type { MetricResult } from '@exchequer/model/contract';
import { Columns3 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useCatalogue } from '../../api/metrics.ts';
import { Amount } from '../../components/amount.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { groupColour, groupLabel } from '../../components/stack.ts';
import { delta } from '../../format/delta.ts';
import { inline, type Unit } from '../../format/number.ts';
import type { ExploreSearch } from '../../state/explore-search.ts';
import { dimensionNames, withFilter } from '../../state/filter.ts';
import { isSuspense } from '../../state/labels.ts';
import { useView } from '../../state/view.ts';
import type { Question } from './question.ts';

type Row = MetricResult['groups'][number];

interface Column {
  key: string;
  name: string;
  cell: (row: Row | null) => ReactNode;
  sort: (row: Row) => number;
}

/** The table under the chart. Its total row is the figure above it, to the last digit. */
export function GroupTable({
  question,
  data,
  search,
}: {
  question: Question;
  data: MetricResult;
  search: ExploreSearch;
}) {
  const { change, search: address } = useView();
  const [sort, setSort] = useState<{ key: string; down: boolean }>({ key: 'value', down: true });
  const [exact, setExact] = useState(false);
  const catalogue = useCatalogue().data ?? [];
  const unitOf = (key: string): Unit => catalogue.find((d) => d.key === key)?.unit ?? 'count';
  const nameOf = (key: string) => catalogue.find((d) => d.key === key)?.name ?? key;
  const all = columnsOf(question, data, { unitOf, nameOf, exact });
  const hidden = new Set((search.hide ?? '').split(','));
  const shown = all.filter((c) => !hidden.has(c.key));
  const rows = sorted(
    data.groups,
    all.find((c) => c.key === sort.key),
    sort.down,
  );
  const dimensions = data.query.group_by;
  const open = (row: Row) =>
    change({
      f: dimensions.reduce(
        (f, dimension, i) => withFilter(f, { dimension, op: 'is', values: [row.key[i] ?? ''] }),
        address.f ?? [],
      ),
    });
  return (
    <>
      <table className="table cards border-t border-ink">
        <thead>
          <tr>
            <th scope="col">
              <span className="flex items-center gap-2">
                {dimensions.map((d) => dimensionNames[d]).join(' · ') || 'All usage'}
                <ColumnChooser
                  columns={all}
                  hidden={hidden}
                  onHide={(keys) => change({ hide: keys.join(',') || undefined }, { replace: true })}
                  exact={exact}
                  onExact={setExact}
                />
              </span>
            </th>
            {shown.map((column) => (
              <th
                key={column.key}
                scope="col"
                className="n"
                aria-sort={sort.key === column.key ? (sort.down ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  className="relative hover:text-ink"
                  onClick={() =>
                    setSort({ key: column.key, down: sort.key === column.key ? !sort.down : true })
                  }
                >
                  {column.name}
                  <span aria-hidden className="absolute left-full">
                    {sort.key === column.key ? (sort.down ? '↓' : '↑') : ''}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key.join('\u001f')} data-row className="opens">
              <td className="head">
                <span className="inline-flex items-center gap-2">
                  <Swatch row={row} position={data.groups.indexOf(row)} question={question} />
                  {row.other ? (
                    <span className="text-mute">{groupLabel(row, dimensions)}</span>
                  ) : (
                    <button
                      type="button"
                      className="text-left hover:text-accent"
                      title="Filter by it"
                      onClick={() => open(row)}
                    >
                      {groupLabel(row, dimensions)}
                    </button>
                  )}
                </span>
              </td>
              {shown.map((column) => (
                <td key={column.key} className="n" data-label={column.name}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tbody>
          <tr className="total">
            <td className="head">{question.definition.additive ? 'Total' : 'All together'}</td>
            {shown.map((column) => (
              <td key={column.key} className="n" data-label={column.name}>
                {column.cell(null)}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <p className="mt-2 text-[12.5px] text-mute">
        {data.groups.length.toLocaleString('en-US')} {data.groups.length === 1 ? 'row' : 'rows'}
        {data.groups.some((g) => g.other) ? `, the rest under Other` : ''}. Hover a figure for every digit.
      </p>
    </>
  );
}

function sorted(groups: readonly Row[], column: Column | undefined, down: boolean): readonly Row[] {
  if (!column) return groups;
  const sign = down ? -1 : 1;
  // "Other" is no group of its own: it stays last whatever the order.
  return [...groups].sort(
    (a, b) => Number(a.other) - Number(b.other) || sign * (column.sort(a) - column.sort(b)),
  );
}

function columnsOf(
  { definition, query }: Question,
  data: MetricResult,
  show: { unitOf: (key: string) => Unit; nameOf: (key: string) => string; exact: boolean },
): Column[] {
  const total = data.totals[0];
  const unit = definition.unit;
  const whole = Number(total?.value ?? 0);
  const value = (row: Row | null, i: number) => (row ? row.values[i] : data.totals[i]?.value) ?? null;
  const before = (row: Row | null) => (row ? row.compare_values[0] : total?.compare_value) ?? null;
  const number = (text: string | null | undefined) => Number(text ?? Number.NEGATIVE_INFINITY);
  const columns: Column[] = [
    {
      key: 'value',
      name: definition.name,
      cell: (row) => <Figure value={value(row, 0)} unit={unit} exact={show.exact} />,
      sort: (row) => number(row.values[0]),
    },
  ];
  if (definition.additive && whole !== 0) {
    columns.push({
      key: 'share',
      name: 'Share',
      cell: (row) => (
        <span className="text-mute">
          {inline(row ? String(number(row.values[0] ?? '0') / whole) : '1', 'share')}
        </span>
      ),
      sort: (row) => number(row.values[0]),
    });
  }
  if (data.compare_range) {
    const change = (row: Row | null) => delta(value(row, 0), before(row), unit, definition.direction);
    columns.push({
      key: 'before',
      name: 'Before',
      cell: (row) => (
        <span className="text-mute">
          <Figure value={before(row)} unit={unit} exact={show.exact} />
        </span>
      ),
      sort: (row) => number(row.compare_values[0]),
    });
    columns.push({
      key: 'change',
      name: 'Change',
      cell: (row) => <Change change={change(row)} />,
      sort: (row) => number(row.values[0]) - Number(row.compare_values[0] ?? 0),
    });
  }
  query.metrics.slice(1).forEach((key, i) => {
    columns.push({
      key,
      name: show.nameOf(key),
      cell: (row) => <Figure value={value(row, i + 1)} unit={show.unitOf(key)} exact={show.exact} />,
      sort: (row) => number(row.values[i + 1]),
    });
  });
  return columns;
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

function Swatch({ row, position, question }: { row: Row; position: number; question: Question }) {
  const dimension = question.by[0];
  if (!dimension || position > 5) return <span className="size-2.5" />;
  const key = row.key[0] ?? '';
  if (isSuspense(dimension, key)) return <span className="hatched size-2.5 rounded-[2px]" />;
  return (
    <span
      className="size-2.5 rounded-[2px]"
      style={{ background: groupColour(dimension, key, position, row.other) }}
    />
  );
}

function ColumnChooser({
  columns,
  hidden,
  onHide,
  exact,
  onExact,
}: {
  columns: readonly Column[];
  hidden: ReadonlySet<string>;
  onHide: (keys: string[]) => void;
  exact: boolean;
  onExact: (exact: boolean) => void;
}) {
  const toggle = (key: string) => {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    onHide([...next].filter(Boolean));
  };
  return (
    <Popover
      label="Columns"
      trigger={
        <button type="button" className={buttonClass('quiet')} aria-label="Columns" title="Columns">
          <Columns3 size={14} aria-hidden />
        </button>
      }
    >
      {columns.slice(1).map((column) => (
        <label
          key={column.key}
          className="flex cursor-pointer items-center gap-2 rounded-[5px] px-2 py-1.5 hover:bg-accent-soft"
        >
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={!hidden.has(column.key)}
            onChange={() => toggle(column.key)}
          />
          {column.name}
        </label>
      ))}
      <label className="mt-1 flex cursor-pointer items-center gap-2 border-t border-line px-2 pt-2 pb-1">
        <input
          type="checkbox"
          className="accent-[var(--accent)]"
          checked={exact}
          onChange={(e) => onExact(e.target.checked)}
        />
        Every digit
      </label>
    </Popover>
  );
}
