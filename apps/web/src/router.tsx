import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { NotFound } from './shell/not-found.tsx';
import { PageError } from './shell/page-error.tsx';
import { Shell } from './shell/shell.tsx';
import { readBudgetsSearch } from './state/budgets-search.ts';
import { readExploreSearch } from './state/explore-search.ts';
import { readGrantsSearch } from './state/grants-search.ts';
import { readLedgerSearch } from './state/ledger-search.ts';
import { parseQuery, type RawSearch, readViewSearch, writeQuery } from './state/search.ts';
import { readSourcesSearch } from './state/sources-search.ts';
import { readValueSearch } from './state/value-search.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('./features/signin/index.ts'), 'SignInPage'),
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/w/$ws/today', params: { ws: 'live' } });
  },
});

const workspace = createRoute({
  getParentRoute: () => root,
  path: '/w/$ws',
  validateSearch: (raw: RawSearch) => readViewSearch(raw),
  component: Shell,
});

const start = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/w/$ws/today', params });
  },
});

const today = createRoute({
  getParentRoute: () => workspace,
  path: '/today',
  component: lazyRouteComponent(() => import('./features/today/index.ts'), 'TodayPage'),
});

const explore = createRoute({
  getParentRoute: () => workspace,
  path: '/explore',
  validateSearch: (raw: RawSearch) => readExploreSearch(raw),
  component: lazyRouteComponent(() => import('./features/explore/index.ts'), 'ExplorePage'),
});

const budgets = createRoute({
  getParentRoute: () => workspace,
  path: '/budgets',
  validateSearch: (raw: RawSearch) => readBudgetsSearch(raw),
  component: lazyRouteComponent(() => import('./features/budgets/index.ts'), 'BudgetsPage'),
});

const value = createRoute({
  getParentRoute: () => workspace,
  path: '/value',
  validateSearch: (raw: RawSearch) => readValueSearch(raw),
  component: lazyRouteComponent(() => import('./features/value/index.ts'), 'ValuePage'),
});

const grants = createRoute({
  getParentRoute: () => workspace,
  path: '/grants',
  validateSearch: (raw: RawSearch) => readGrantsSearch(raw),
  component: lazyRouteComponent(() => import('./features/grants/index.ts'), 'GrantsPage'),
});

const ledger = createRoute({
  getParentRoute: () => workspace,
  path: '/ledger',
  validateSearch: (raw: RawSearch) => readLedgerSearch(raw),
  component: lazyRouteComponent(() => import('./features/ledger/index.ts'), 'LedgerPage'),
});

const gateway = createRoute({
  getParentRoute: () => workspace,
  path: '/gateway',
  component: lazyRouteComponent(() => import('./features/gateway/index.ts'), 'GatewayPage'),
});

const me = createRoute({
  getParentRoute: () => workspace,
  path: '/me',
  component: lazyRouteComponent(() => import('./features/me/index.ts'), 'MePage'),
});

const sources = createRoute({
  getParentRoute: () => workspace,
  path: '/sources',
  validateSearch: (raw: RawSearch) => readSourcesSearch(raw),
  component: lazyRouteComponent(() => import('./features/sources/index.ts'), 'SourcesPage'),
});

const people = createRoute({
  getParentRoute: () => workspace,
  path: '/people',
  component: lazyRouteComponent(() => import('./features/people/index.ts'), 'PeoplePage'),
});

const settings = createRoute({
  getParentRoute: () => workspace,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/settings/index.ts'), 'SettingsPage'),
});

const tree = root.addChildren([
  home,
  login,
  workspace.addChildren([
    start,
    today,
    explore,
    budgets,
    value,
    grants,
    ledger,
    gateway,
    me,
    sources,
    people,
    settings,
  ]),
]);

export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    parseSearch: parseQuery,
    stringifySearch: writeQuery,
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
