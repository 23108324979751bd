import { type ReactNode, useId } from 'react';
import { cssColour, horizontalBars } from '../charts/index.ts';
import { exact, type Unit } from '../format/number.ts';
import { useWorkspace } from '../state/view.ts';
import { ChartFrame } from './chart-frame.tsx';
import { Drawn } from './drawn.tsx';
import type { ExactBar } from './exact-series.ts';
import { useWidth } from './width.ts';

interface Props {
  title: string;
  reading: string;
  unit: Unit;
  rows: readonly ExactBar[];
  tools?: ReactNode;
  onPick?: (key: string) => void;
}

const ink = { text: cssColour('ink'), quiet: cssColour('mute'), grid: cssColour('line') };

/** Parts beside each other, largest or in their own order. Each bar is a button that filters. */
export function BarList({ title, reading, unit, rows, tools, onPick }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const sample = useWorkspace() === 'sample';
  const drawn = sample ? rows.map((row) => ({ ...row, hatched: true })) : rows;
  const id = useId().replace(/\W/g, '');
  return (
    <ChartFrame
      title={title}
      reading={reading}
      tools={tools}
      table={<BarTable rows={rows} unit={unit} title={title} />}
    >
      <div ref={ref} className="relative">
        {width > 0 ? <Drawn drawing={horizontalBars({ width, rows: drawn, id, ink })} /> : null}
        <div className="absolute inset-0">
          {rows.map((row) => (
            <button
              key={row.key}
              type="button"
              className="block h-8 w-full rounded-sm hover:bg-accent/7"
              title={`${row.label}: ${exact(row.exact, unit)}`}
              aria-label={`${row.label}: ${exact(row.exact, unit)}, ${row.note}`}
              onClick={() => onPick?.(row.key)}
            />
          ))}
        </div>
      </div>
    </ChartFrame>
  );
}

function BarTable({ rows, unit, title }: { rows: readonly ExactBar[]; unit: Unit; title: string }) {
  return (
    <table className="table dense" aria-label={title}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td>{row.label}</td>
            <td className="n text-mute">{row.note}</td>
            <td className="n">{exact(row.exact, unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
