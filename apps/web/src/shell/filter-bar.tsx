import type { DimensionKey, UsageFilter } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { buttonClass } from '../components/button.tsx';
import { Popover } from '../components/popover.tsx';
import { inline } from '../format/number.ts';
import { dimensionNames, isDimension, writeFilter } from '../state/filter.ts';
import { valueLabel } from '../state/labels.ts';
import { useView } from '../state/view.ts';

const opWords: Record<UsageFilter['op'], string> = { is: 'is', is_not: 'is not', in: 'is one of' };

/** The filters in force, each removable, and the way to add one. */
export function FilterBar() {
  const { filters, search, change } = useView();
  const remove = (filter: UsageFilter) => {
    const kept = (search.f ?? []).filter((text) => text !== writeFilter(filter));
    change({ f: kept.length > 0 ? kept : undefined });
  };
  return (
    <>
      {filters.map((filter) => (
        <span
          key={writeFilter(filter)}
          className="inline-flex min-h-[30px] max-w-full items-center gap-1.5 rounded-md bg-accent-soft pl-2.5"
        >
          <span className="text-mute">
            {dimensionNames[filter.dimension]} {opWords[filter.op]}
          </span>
          <span className="max-w-64 truncate font-[550]">
            {filter.values.map((v) => valueLabel(filter.dimension, v)).join(', ')}
          </span>
          <button
            type="button"
            className="rounded-md p-1.5 text-mute hover:text-ink"
            aria-label={`Remove the filter on ${dimensionNames[filter.dimension]}`}
            onClick={() => remove(filter)}
          >
            <X size={13} aria-hidden />
          </button>
        </span>
      ))}
      <AddFilter />
    </>
  );
}

function AddFilter() {
  const { filterBy } = useView();
  const [open, setOpen] = useState(false);
  const [dimension, setDimension] = useState<DimensionKey>('model');
  return (
    <Popover
      label="Add a filter"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" data-shortcut="filter" className={buttonClass('plain')}>
          <Plus size={13} className="text-mute" aria-hidden /> Filter
        </button>
      }
    >
      <div className="w-[320px] max-w-full p-1">
        <select
          className="field w-full"
          aria-label="Filter by"
          value={dimension}
          onChange={(e) => isDimension(e.target.value) && setDimension(e.target.value)}
        >
          {Object.entries(dimensionNames).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
        <Values
          key={dimension}
          dimension={dimension}
          onApply={(op, values) => {
            filterBy({ dimension, op, values });
            setOpen(false);
          }}
        />
      </div>
    </Popover>
  );
}

function Values({
  dimension,
  onApply,
}: {
  dimension: DimensionKey;
  onApply: (op: UsageFilter['op'], values: string[]) => void;
}) {
  const { workspace, range } = useView();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const values = useQuery({
    queryKey: ['values', workspace, dimension, range, search],
    queryFn: ({ signal }) => client.metric.values({ workspace, dimension, ...range, search }, { signal }),
  });
  const toggle = (value: string) =>
    setChosen(chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value]);
  const apply = (not: boolean) => onApply(not ? 'is_not' : chosen.length > 1 ? 'in' : 'is', [...chosen]);
  return (
    <>
      <input
        type="search"
        className="field mt-1.5 w-full"
        aria-label={`Search ${dimensionNames[dimension]}`}
        placeholder={`Search ${dimensionNames[dimension].toLowerCase()}`}
        value={search}
        onChange={(e) => setSearch(e.target.value)}
      />
      <div className="mt-1.5 max-h-60 overflow-y-auto">
        {values.data?.map((item) => (
          <Value
            key={item.value}
            name={valueLabel(dimension, item.value, item.label)}
            tokens={item.tokens}
            chosen={chosen.includes(item.value)}
            onToggle={() => toggle(item.value)}
          />
        ))}
        {values.data?.length === 0 ? (
          <p className="px-1.5 py-3 text-mute">No usage in this range{search ? ' by that name' : ''}.</p>
        ) : null}
        {values.error ? (
          <p className="px-1.5 py-3 text-stop">The values could not be read. Close and try again.</p>
        ) : null}
      </div>
      <div className="mt-2 flex gap-1.5 border-t border-line pt-2">
        <button
          type="button"
          className={buttonClass('primary')}
          disabled={chosen.length === 0}
          onClick={() => apply(false)}
        >
          {chosen.length > 1 ? `Is one of ${chosen.length}` : 'Is'}
        </button>
        {chosen.length <= 1 ? (
          <button
            type="button"
            className={buttonClass('plain')}
            disabled={chosen.length === 0}
            onClick={() => apply(true)}
          >
            Is not
          </button>
        ) : null}
      </div>
    </>
  );
}

interface ValueProps {
  name: string;
  tokens: string;
  chosen: boolean;
  onToggle: () => void;
}

function Value({ name, tokens, chosen, onToggle }: ValueProps) {
  return (
    <label className="flex cursor-pointer items-center gap-2 rounded-[5px] px-1.5 py-1 hover:bg-accent-soft">
      <input type="checkbox" className="accent-[var(--accent)]" checked={chosen} onChange={onToggle} />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="text-[12px] text-mute">{inline(tokens, 'tokens')}</span>
    </label>
  );
}
