import { type ReactNode, useId } from 'react';
import { type Ahead, cssColour, timeSeries } from '../charts/index.ts';
import { tick, type Unit } from '../format/number.ts';
import { useWorkspace } from '../state/view.ts';
import { Amount } from './amount.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { ChartStage } from './chart-stage.tsx';
import { Drawn } from './drawn.tsx';
import type { ExactAhead, ExactSeries } from './exact-series.ts';
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
  /** What is to come, over the last buckets; `exact` has the same as amounts. */
  ahead?: (Ahead & { exact: readonly (ExactAhead | null)[] }) | null;
  height?: number;
  /** At least so much room for ticks, so that charts under each other share their time axis. */
  leftRoom?: number;
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
  const series = useSeries(props.series);
  const chart =
    width > 0
      ? timeSeries({
          width,
          height: height + legendRoom(width, props.series.length),
          buckets: props.buckets.map((b) => b.label),
          series,
          stacked: props.stacked ?? true,
          compare: props.compare?.values ?? null,
          ahead: props.ahead ?? null,
          tick: (v) => tick(v, props.unit),
          leftRoom: props.leftRoom,
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
          <ChartStage
            title={props.title}
            reading={props.reading}
            layout={chart.layout}
            buckets={props.buckets.length}
            spoken={(cursor) => spoken(props, cursor)}
            readout={(cursor) => (
              <Readout {...props} cursor={cursor} at={chart.layout.centre(cursor)} width={width} />
            )}
            onPick={props.onPick}
            onSelect={props.onSelect}
          >
            <Drawn drawing={chart.drawing} />
          </ChartStage>
        ) : null}
      </div>
    </ChartFrame>
  );
}

/** Fills of the simulated company are hatched, all of them. */
function useSeries(series: readonly ExactSeries[]): readonly ExactSeries[] {
  const sample = useWorkspace() === 'sample';
  return sample ? series.map((one) => ({ ...one, hatched: true })) : series;
}

const legendRoom = (width: number, series: number) => (width < 520 ? Math.ceil(series / 2) * 18 : 0);

function spoken(props: Props, cursor: number): string {
  const parts = props.series
    .filter((s) => (s.values[cursor] ?? 0) > 0)
    .map((s) => `${s.label} ${tick(s.values[cursor] ?? 0, props.unit)}`);
  const ahead = props.ahead?.exact[cursor];
  if (ahead)
    parts.push(
      `${props.ahead?.label} ${tick(Number(ahead.low), props.unit)} to ${tick(Number(ahead.high), props.unit)}`,
    );
  return `${props.buckets[cursor]?.words ?? ''}: ${parts.join(', ') || 'nothing'}`;
}

function SeriesTable(props: Props) {
  const { buckets, series, totals, unit, compare, ahead, title, stacked: additive = true } = props;
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
            {ahead ? <AheadHeads label={ahead.label} /> : null}
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
              {ahead ? <AheadCells of={ahead.exact[i] ?? null} unit={unit} /> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const AheadHeads = ({ label }: { label: string }) =>
  ['Forecast', `${label}, from`, 'to'].map((name) => (
    <th key={name} scope="col" className="n">
      {name}
    </th>
  ));

const AheadCells = ({ of, unit }: { of: ExactAhead | null; unit: Unit }) =>
  (['middle', 'low', 'high'] as const).map((edge) => (
    <td key={edge} className="n">
      {of ? <ExactCell value={of[edge]} unit={unit} /> : null}
    </td>
  ));

function ExactCell({ value, unit }: { value: string | null; unit: Unit }) {
  return <Amount value={value} unit={unit} opened />;
}
