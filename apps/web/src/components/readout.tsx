import { exact, type Unit } from '../format/number.ts';
import type { ExactAhead, ExactSeries } from './exact-series.ts';

interface Props {
  unit: Unit;
  buckets: readonly { words: string }[];
  series: readonly ExactSeries[];
  compare: { words: string; exact: readonly (string | null)[] } | null;
  totals: readonly (string | null)[];
  ahead?: { label: string; exact: readonly (ExactAhead | null)[] } | null;
  cursor: number;
  at: number;
  width: number;
}

/** The exact amounts under the cursor. */
export function Readout({ unit, buckets, series, compare, totals, ahead, cursor, at, width }: Props) {
  const coming = ahead?.exact[cursor];
  const shown = [...series].reverse().filter((s) => s.exact[cursor] && Number(s.exact[cursor]) !== 0);
  const side = at > width / 2 ? { right: width - at + 14 } : { left: at + 14 };
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-2 z-20 min-w-44 rounded-md border border-edge bg-sheet px-3 py-2 text-[12.5px] shadow-[0_4px_16px_rgb(0_0_0/0.1)]"
      style={side}
    >
      <div className="mb-1 font-[560] whitespace-nowrap">{buckets[cursor]?.words}</div>
      {shown.length === 0 && !coming ? <div className="text-mute">nothing</div> : null}
      {shown.map((s) => (
        <Line
          key={s.key}
          name={s.label}
          value={exact(s.exact[cursor] ?? '0', unit)}
          colour={s.colour}
          hatched={s.hatched}
        />
      ))}
      {shown.length > 1 && totals[cursor] ? (
        <Line name="Total" value={exact(totals[cursor], unit)} strong />
      ) : null}
      {compare?.exact[cursor] ? (
        <Line name={compare.words} value={exact(compare.exact[cursor], unit)} />
      ) : null}
      {coming ? (
        <>
          <Line name="Forecast" value={exact(coming.middle, unit)} strong={shown.length > 0} />
          <Line
            name={ahead?.label ?? ''}
            value={`${exact(coming.low, unit)} – ${exact(coming.high, unit)}`}
          />
        </>
      ) : null}
    </div>
  );
}

function Line({
  name,
  value,
  colour,
  hatched = false,
  strong = false,
}: {
  name: string;
  value: string;
  colour?: string;
  hatched?: boolean;
  strong?: boolean;
}) {
  return (
    <div
      className={`flex items-center gap-2 whitespace-nowrap ${strong ? 'mt-1 border-t border-line pt-1 font-[560]' : ''}`}
    >
      {colour ? (
        <span
          className={`size-2 rounded-[1.5px] ${hatched ? 'hatched' : ''}`}
          style={hatched ? undefined : { background: colour }}
        />
      ) : null}
      <span className="max-w-52 truncate text-mute">{name}</span>
      <span className="ml-auto pl-4">{value}</span>
    </div>
  );
}
