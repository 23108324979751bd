import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import type { PlotLayout } from '../charts/index.ts';

interface Props {
  title: string;
  /** What a screen reader hears before the cursor is set. */
  reading: string;
  layout: PlotLayout;
  buckets: number;
  /** The bucket under the cursor in words. */
  spoken: (bucket: number) => string;
  /** The sheet beside the cursor with the exact amounts. */
  readout: (bucket: number) => ReactNode;
  /** Click on a part: filter by it. */
  onPick?: (key: string) => void;
  /** Drag over buckets, or Enter on one: both ends included. */
  onSelect?: (first: number, last: number) => void;
  children: ReactNode;
}

/** The surface over a drawing that listens to pointer and keyboard. */
export function ChartStage({ title, reading, layout, buckets, spoken, readout, ...props }: Props) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const bucketOf = (event: PointerEvent) =>
    layout.bucketAt(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = cursorAfter(event.key, cursor, buckets);
    if (event.key === 'Enter' && cursor !== null) props.onSelect?.(cursor, cursor);
    else if (event.key === 'Escape' && cursor !== null) setCursor(null);
    else if (next !== null) setCursor(next);
    else return;
    event.preventDefault();
    event.stopPropagation();
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
      aria-label={`${title}: arrow keys move through time${props.onSelect ? ', Enter narrows the range' : ''}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, buckets - 1)}
      aria-valuenow={cursor ?? 0}
      aria-valuetext={cursor === null ? reading : spoken(cursor)}
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
      {cursor !== null ? readout(cursor) : null}
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

function Cursor({ layout, from, to }: { layout: PlotLayout; from: number; to: number }) {
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
