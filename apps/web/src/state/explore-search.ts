import { isDimension } from './filter.ts';
import { oneOf, type RawSearch, readViewSearch, text, type ViewSearch } from './search.ts';

export const exploreGrains = ['hour', 'day', 'week', 'month'] as const;
export const exploreLimits = [5, 12, 25, 50, 100, 200] as const;
export const exploreTabs = ['groups', 'events'] as const;

/** What the address says on Explore, beyond what every page has. */
export interface ExploreSearch extends ViewSearch {
  metric?: string;
  by?: string;
  grain?: (typeof exploreGrains)[number];
  limit?: string;
  tab?: (typeof exploreTabs)[number];
  hide?: string;
}

export function readExploreSearch(raw: RawSearch): ExploreSearch {
  const by = text(raw.by, /^[a-z_]+(,[a-z_]+)?$/);
  const limit = exploreLimits.find((l) => String(l) === raw.limit);
  return {
    ...readViewSearch(raw),
    metric: text(raw.metric, /^[a-z][a-z0-9_.-]{0,59}$/),
    by: by === 'none' || by?.split(',').every(isDimension) ? by : undefined,
    grain: oneOf(raw.grain, exploreGrains),
    limit: limit ? String(limit) : undefined,
    tab: oneOf(raw.tab, exploreTabs),
    hide: text(raw.hide, /^[a-z_,]{1,80}$/),
  };
}
