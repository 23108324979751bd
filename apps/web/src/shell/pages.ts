import {
  BookOpenText,
  Compass,
  Gauge,
  Gift,
  type LucideIcon,
  Plug,
  Scale,
  Settings2,
  UserRound,
  Users,
  WalletMinimal,
  Waypoints,
} from 'lucide-react';
import { readsReports } from '../state/context.tsx';

/** One page of the rail. */
export interface Page {
  name: string;
  to:
    | '/w/$ws/today'
    | '/w/$ws/explore'
    | '/w/$ws/budgets'
    | '/w/$ws/value'
    | '/w/$ws/grants'
    | '/w/$ws/ledger'
    | '/w/$ws/gateway'
    | '/w/$ws/me'
    | '/w/$ws/sources'
    | '/w/$ws/people'
    | '/w/$ws/settings';
  key: string;
  icon: LucideIcon;
  /** Read through the range, the comparison and the filters. */
  ranged: boolean;
  /** Shows a person what is their own, so that it opens without the right to read reports. */
  own?: true;
}

export const pages: readonly Page[] = [
  { name: 'Today', to: '/w/$ws/today', key: 't', icon: Gauge, ranged: true },
  { name: 'Explore', to: '/w/$ws/explore', key: 'e', icon: Compass, ranged: true },
  { name: 'Budgets', to: '/w/$ws/budgets', key: 'b', icon: WalletMinimal, ranged: false },
  { name: 'Value', to: '/w/$ws/value', key: 'v', icon: Scale, ranged: true },
  { name: 'Grants', to: '/w/$ws/grants', key: 'r', icon: Gift, ranged: false, own: true },
  { name: 'Ledger', to: '/w/$ws/ledger', key: 'l', icon: BookOpenText, ranged: false },
  { name: 'Gateway', to: '/w/$ws/gateway', key: 'w', icon: Waypoints, ranged: false },
  { name: 'Me', to: '/w/$ws/me', key: 'm', icon: UserRound, ranged: false, own: true },
  { name: 'Sources', to: '/w/$ws/sources', key: 's', icon: Plug, ranged: false },
  { name: 'People', to: '/w/$ws/people', key: 'p', icon: Users, ranged: false },
  { name: 'Settings', to: '/w/$ws/settings', key: ',', icon: Settings2, ranged: false },
];

/** The pages that a caller may open: all with the right to read, else their own. */
export const pagesFor = (scopes: readonly string[]): readonly Page[] =>
  readsReports(scopes) ? pages : pages.filter((page) => page.own);
