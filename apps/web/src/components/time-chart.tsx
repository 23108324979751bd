import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from 'react';
import { cssColour, type TimeSeriesLayout, timeSeries } from '../charts/index.ts';
import { tick, type Unit } from '../format/number.ts';
import { Amount } from './amount.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { Drawn } from './drawn.tsx';
import type { ExactSeries } from './exact-series.ts';
import { Readout } from './readout.tsx';
import { useWidth } from './width.ts';

interface Props {
  title: string;
  reading: string;
  unit: Unit;
  buckets: readonly { label: string; words: string }[];
  series: readonly ExactSeries[];
  /** False where the series are ratios and do not add up. */
  stacked?: boolean;
  compare: { words: string; values: readonly number[]; exact: readonly (string | null)[] } | null;
  totals: readonly (string | null)[];
  height?: number;
  tools?: ReactNode;
  /** Click on a part: filter by it. */
  onPick?: (key: string) => void;
  /** Drag over buckets, or Enter on one: narrow the range to them, both ends included. */
  onSelect?: (first: number, last: number) => void;
}

const ink = {
  axis: cssColour('mute'),
  grid: cssColour('line'),
  compare: cssColour('ink'),
  ground: cssColour('paper'),
};

/** Amounts over time, with cursor, exact read-out, filter by click, range by drag, and the same as a table. */
export function TimeChart(props: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const id = useId().replace(/\W/g, '');
  const height = props.height ?? 250;
  const chart =
    width > 0
      ? timeSeries({
          width,
          height: height + legendRoom(width, props.series.length),
          buckets: props.buckets.map((b) => b.label),
          series: props.series,
          stacked: props.stacked ?? true,
          compare: props.compare?.values ?? null,
          tick: (v) => tick(v, props.unit),
          id,
          ink,
        })
      : null;
  return (
    <ChartFrame
      title={props.title}
      reading={props.reading}
      tools={props.tools}
      table={<SeriesTable {...props} />}
    >
      <div ref={ref} style={{ minHeight: height }}>
        {chart ? (
          <Stage {...props} layout={chart.layout} width={width}>
            <Drawn drawing={chart.drawing} />
          </Stage>
        ) : null}
      </div>
    </ChartFrame>
  );
}

const legendRoom = (width: number, series: number) => (width < 520 ? Math.ceil(series / 2) * 18 : 0);

/** The surface over the drawing that listens to pointer and keyboard. */
function Stage(props: Props & { layout: TimeSeriesLayout; width: number; children: ReactNode }) {
  const { layout, buckets } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const bucketOf = (event: PointerEvent) =>
    layout.bucketAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = cursorAfter(event.key, cursor, buckets.length);
    if (event.key === 'Enter' && cursor !== null) props.onSelect?.(cursor, cursor);
    else if (event.key === 'Escape') setCursor(null);
    else if (next !== null) setCursor(next);
    else return;
    event.preventDefault();
  };
  const onPointerUp = (event: PointerEvent) => {
    const to = bucketOf(event) ?? cursor;
    if (dragFrom !== null && to !== null && to !== dragFrom)
      props.onSelect?.(Math.min(dragFrom, to), Math.max(dragFrom, to));
    else pick(event, props.onPick);
    setDragFrom(null);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${props.title}: arrow keys move through time${props.onSelect ? ', Enter narrows the range' : ''}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, buckets.length - 1)}
      aria-valuenow={cursor ?? 0}
      aria-valuetext={cursor === null ? props.reading : spoken(props, cursor)}
      className="relative touch-pan-y select-none"
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setCursor(bucketOf(event))}
      onPointerLeave={() => setCursor(null)}
      onPointerDown={(event) => setDragFrom(bucketOf(event))}
      onPointerUp={onPointerUp}
      onBlur={() => setCursor(null)}
    >
      {props.children}
      {cursor !== null ? <Cursor layout={layout} from={dragFrom ?? cursor} to={cursor} /> : null}
      {cursor !== null ? (
        <Readout {...props} cursor={cursor} at={layout.centre(cursor)} width={props.width} />
      ) : null}
    </div>
  );
}

function cursorAfter(key: string, cursor: number | null, count: number): number | null {
  const last = count - 1;
  if (key === 'ArrowRight') return Math.min(last, (cursor ?? -1) + 1);
  if (key === 'ArrowLeft') return Math.max(0, (cursor ?? count) - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? last : null;
}

function pick(event: PointerEvent, onPick: Props['onPick']) {
  const key =
    event.target instanceof Element
      ? event.target.closest('[data-series]')?.getAttribute('data-series')
      : null;
  if (key && onPick) onPick(key);
}

function spoken(props: Props, cursor: number): string {
  const parts = props.series
    .filter((s) => (s.values[cursor] ?? 0) > 0)
    .map((s) => `${s.label} ${tick(s.values[cursor] ?? 0, props.unit)}`);
  return `${props.buckets[cursor]?.words ?? ''}: ${parts.join(', ') || 'nothing'}`;
}

function Cursor({ layout, from, to }: { layout: TimeSeriesLayout; from: number; to: number }) {
  const first = Math.min(from, to);
  const width = (Math.abs(to - from) + 1) * layout.band;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute bg-accent/10"
      style={{
        left: layout.plot.x + first * layout.band,
        width,
        top: layout.plot.y,
        height: layout.plot.height,
      }}
    />
  );
}

function SeriesTable({ buckets, series, totals, unit, compare, title, stacked: additive = true }: Props) {
  return (
    <section className="overflow-x-auto" aria-label={`${title}, as a table`}>
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((s) => (
              <th key={s.key} scope="col" className="n">
                {s.label}
              </th>
            ))}
            {additive ? (
              <th scope="col" className="n">
                Total
              </th>
            ) : null}
            {compare ? (
              <th scope="col" className="n">
                {compare.words}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket, i) => (
            <tr key={bucket.words}>
              <td className="whitespace-nowrap">{bucket.words}</td>
              {series.map((s) => (
                <td key={s.key} className="n">
                  <ExactCell value={s.exact[i] ?? null} unit={unit} />
                </td>
              ))}
              {additive ? (
                <td className="n">
                  <ExactCell value={totals[i] ?? null} unit={unit} />
                </td>
              ) : null}
              {compare ? (
                <td className="n">
                  <ExactCell value={compare.exact[i] ?? null} unit={unit} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ExactCell({ value, unit }: { value: string | null; unit: Unit }) {
  return <Amount value={value} unit={unit} opened />;
}
