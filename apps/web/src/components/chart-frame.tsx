import { Table2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';

/** A figure with its title, one sentence that reads it, and the same numbers as a table. */
export function ChartFrame({
  title,
  reading,
  tools,
  table,
  children,
}: {
  title: string;
  reading: string;
  tools?: ReactNode;
  table: ReactNode;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="min-w-0">
      <div className="mb-0.5 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <figcaption className="flex-1 font-[560] whitespace-nowrap">{title}</figcaption>
        {tools}
        <button
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          className="inline-flex min-h-[26px] items-center gap-1 rounded-md px-1.5 text-[12.5px] text-mute hover:bg-accent-soft hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-ink"
        >
          <Table2 size={13} aria-hidden /> <span className="max-sm:sr-only">as table</span>
        </button>
      </div>
      <p className="mb-2.5 max-w-[76ch] text-[13px] text-mute">{reading}</p>
      {asTable ? table : children}
    </figure>
  );
}
