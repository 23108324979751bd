import { cssColour } from '../../charts/index.ts';
import { Segmented } from '../../components/segmented.tsx';
import { stackOf } from '../../components/stack.ts';
import { TimeChart } from '../../components/time-chart.tsx';
import { inline } from '../../format/number.ts';
import { daysOfBuckets } from '../../state/buckets.ts';
import { writeRange } from '../../state/range.ts';
import { useView } from '../../state/view.ts';
import type { Figure, Figures } from './figures.ts';
import { type Pair, pairs } from './pairs.ts';

/** A pair over time: two panels on one time axis, each with its own scale, never one on top of the other. */
export function PairChart({ pair, figures }: { pair: Pair; figures: Figures }) {
  const view = useView();
  return (
    <section className="mt-8" aria-label="A pair over time">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[76ch] text-[13px] text-mute">{pair.says}</p>
        <Segmented
          label="Pair"
          value={pair.headcount.key}
          options={pairs.map((p) => ({
            value: p.headcount.key,
            name: p.headcount.name,
            title: `${p.headcount.name} beside ${p.token.name.toLowerCase()}`,
          }))}
          onChange={(key) =>
            view.change({ pair: key === pairs[0]?.headcount.key ? undefined : key }, { replace: true })
          }
        />
      </div>
      <Panel name={pair.headcount.name} figure={figures.of(pair.headcount.key)} colour={cssColour('mute')} />
      <Panel name={pair.token.name} figure={figures.of(pair.token.key)} colour={cssColour('accent')} />
    </section>
  );
}

/** Room for the longest tick of either panel, so that both plots begin at the same place. */
const tickRoom = 64;

function Panel({ name, figure, colour }: { name: string; figure: Figure; colour: string }) {
  const view = useView();
  const { definition, reading, result, key } = figure;
  const grain = result?.query.grain ?? 'total';
  if (!definition || !result || grain === 'total' || reading?.value == null) {
    return (
      <p className="border-t border-line py-4 text-[13px] text-mute">
        {name} has no course to draw:{' '}
        {reading?.needs ? `needs ${reading.needs}` : 'not computed in this version'}.
      </p>
    );
  }
  const metricIndex = result.query.metrics.indexOf(key);
  const stack = stackOf(result, {
    grain,
    dimensions: [],
    metricIndex,
    additive: definition.additive,
    name,
  });
  const series = stack.series.map((line) => ({ ...line, colour }));
  return (
    <div className="mt-2">
      <TimeChart
        title={name}
        reading={courseWords(name, stack.series[0]?.exact ?? [], stack.buckets, definition.unit)}
        unit={definition.unit}
        buckets={stack.buckets}
        series={series}
        totals={stack.totals}
        compare={null}
        stacked={false}
        height={150}
        leftRoom={tickRoom}
        onSelect={(first, last) => {
          const days = daysOfBuckets(
            stack.buckets[first]?.key ?? '',
            stack.buckets[last]?.key ?? '',
            grain,
            view.range,
          );
          view.change({ range: writeRange(days.from, days.to) });
        }}
      />
    </div>
  );
}

/** From where to where it went. */
function courseWords(
  name: string,
  exact: readonly (string | null)[],
  buckets: readonly { words: string }[],
  unit: Parameters<typeof inline>[1],
): string {
  const first = exact.findIndex((v) => v !== null);
  const last = exact.findLastIndex((v) => v !== null);
  const [from, to] = [exact[first], exact[last]];
  if (from == null || to == null) return `${name} is not known in any part of the range.`;
  if (first === last) return `${inline(from, unit)}, ${buckets[first]?.words ?? ''}.`;
  return `${inline(from, unit)} (${buckets[first]?.words ?? ''}) to ${inline(to, unit)} (${buckets[last]?.words ?? ''}).`;
}
