import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { client, rememberCsrf, troubleOf } from '../api/client.ts';
import { Failure, Skeleton } from '../components/empty.tsx';
import { Notices } from '../components/notice.tsx';
import { type Surroundings, SurroundingsProvider, useClock, useScopes } from '../state/context.tsx';
import { useView } from '../state/view.ts';
import { pages, pagesFor } from './pages.ts';
import { BottomBar, Rail } from './rail.tsx';
import { SampleBanner, SampleStripe } from './sample-stripe.tsx';
import { useShortcuts } from './shortcuts.ts';
import { TopBar } from './top-bar.tsx';

const Palette = lazy(() => import('./palette.tsx').then((m) => ({ default: m.Palette })));
const Help = lazy(() => import('./help.tsx').then((m) => ({ default: m.Help })));
const EventDrawer = lazy(() =>
  import('../features/event/index.ts').then((m) => ({ default: m.EventDrawer })),
);

async function readSession() {
  const session = await client.session.current();
  rememberCsrf(session.csrf_token);
  const settings = await client.settings.get();
  return { session, settings };
}

/** Who is signed in decides what is shown: the sign-in page, or the shell around a page. */
export function Shell() {
  const now = useClock();
  const known = useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: 300_000 });
  const surroundings = useMemo<Surroundings | null>(
    () => (known.data ? { now, ...known.data } : null),
    [now, known.data],
  );
  if (known.error && troubleOf(known.error).status === 401) return <SignIn />;
  if (surroundings) {
    return (
      <SurroundingsProvider value={surroundings}>
        <Notices>
          <Frame />
        </Notices>
      </SurroundingsProvider>
    );
  }
  if (known.error) {
    return (
      <main className="p-8">
        <Failure error={known.error} onRetry={() => known.refetch()} />
      </main>
    );
  }
  return <main aria-busy="true" className="min-h-screen" />;
}

const SignInPage = lazy(() => import('../features/signin/index.ts').then((m) => ({ default: m.SignInPage })));

function SignIn() {
  return (
    <Suspense>
      <SignInPage />
    </Suspense>
  );
}

function Frame() {
  const view = useView();
  const page = useLocation({ select: (l) => l.pathname });
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useShortcuts({ onPalette: () => setPalette(true), onHelp: () => setHelp(true) });
  const own = pagesFor(useScopes().scopes);
  const [first] = own;
  // The page that is drawn, not the one on its way: while that loads, the barred one must not ask for anything.
  const drawn = useMatches({ select: (matches) => matches.at(-1)?.fullPath });
  const barred = pages.some((p) => p.to === drawn && !own.includes(p));
  if (barred && first) return <Navigate to={first.to} params={{ ws: view.workspace }} replace />;
  return (
    <div className="min-h-screen sm:grid sm:grid-cols-[auto_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-sheet focus:p-2"
      >
        Skip to the content
      </a>
      {view.workspace === 'sample' ? <SampleStripe /> : null}
      <Rail />
      <div className="min-w-0">
        {view.workspace === 'sample' ? <SampleBanner /> : null}
        <TopBar onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto max-w-[1272px] px-9 pt-1 pb-16 outline-none max-lg:px-6 max-sm:px-4 max-sm:pb-24"
        >
          <Suspense key={page} fallback={<Skeleton height={240} className="mt-8" />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <BottomBar />
      <Suspense>
        {palette ? <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} /> : null}
        {help ? <Help onClose={() => setHelp(false)} /> : null}
        {view.search.event ? (
          <EventDrawer id={view.search.event} onClose={() => view.change({ event: undefined })} />
        ) : null}
      </Suspense>
    </div>
  );
}
