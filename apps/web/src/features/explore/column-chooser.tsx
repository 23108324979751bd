import { Columns3 } from 'lucide-react';
import { buttonClass } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import type { Column } from './columns.tsx';

/** Which columns are shown, and whether figures carry every digit. */
export function ColumnChooser({
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
