import type { UsageFilter, Workspace } from '@exchequer/model/contract';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useSurroundings } from './context.tsx';
import { readFilters, withFilter } from './filter.ts';
import { type Range, resolveRange } from './range.ts';
import type { Compare, CostKind, ViewSearch } from './search.ts';

/** What the address says, resolved: which workspace, which days, compared with what, filtered how. */
export interface View {
  workspace: Workspace;
  search: ViewSearch;
  range: Range;
  compare: Compare;
  cost: CostKind;
  filters: UsageFilter[];
  /** Writes fields into the address; undefined takes one out. */
  change: (fields: Partial<ViewSearch> & Record<string, unknown>, options?: { replace?: boolean }) => void;
  filterBy: (filter: UsageFilter) => void;
}

export function useWorkspace(): Workspace {
  const { ws } = useParams({ strict: false });
  return ws === 'sample' ? 'sample' : 'live';
}

export function useView(): View {
  const workspace = useWorkspace();
  const search: ViewSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const { now, settings } = useSurroundings();
  const range = resolveRange(search.range, {
    now: now(),
    timeZone: search.tz ?? settings.time_zone,
    fiscalYearStartMonth: settings.fiscal_year_start_month,
  });
  const change: View['change'] = (fields, options) => {
    navigate({
      to: '.',
      search: (before: object) => ({ ...before, ...fields }),
      replace: options?.replace ?? false,
      resetScroll: false,
    } as never);
  };
  return {
    workspace,
    search,
    range,
    compare: search.compare ?? 'previous',
    cost: search.cost ?? 'list',
    filters: readFilters(search.f),
    change,
    filterBy: (filter) => change({ f: withFilter(search.f, filter) }),
  };
}
