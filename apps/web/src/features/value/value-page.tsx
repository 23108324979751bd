import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle, Section } from '../../components/section.tsx';
import { NoUsage } from '../../nothing/index.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { defaultGrain } from '../../state/range.ts';
import type { ValueSearch } from '../../state/value-search.ts';
import { useView } from '../../state/view.ts';
import { Access } from './access.tsx';
import { Areas } from './areas.tsx';
import { Coverage } from './coverage.tsx';
import { ResponseCurve } from './curve.tsx';
import { Decisions } from './decisions.tsx';
import { Experiments } from './experiments.tsx';
import { Pools } from './factory.tsx';
import { useFigures } from './figures.ts';
import { GrowthLine } from './growth.tsx';
import { headline } from './headline.ts';
import { PairChart } from './pair.tsx';
import { keysOfPairs, pairOf } from './pairs.ts';
import { StatedFigures } from './stated.tsx';
import { Strip } from './strip.tsx';

const FormulaDrawer = lazy(() => import('./formula-drawer.tsx').then((m) => ({ default: m.FormulaDrawer })));

const WorkDrawer = lazy(() => import('./work-drawer.tsx').then((m) => ({ default: m.WorkDrawer })));

/** What it cost and what came of it, in the measures of both eras. */
export function ValuePage() {
  const view = useView();
  const admin = useIsAdmin();
  const search: ValueSearch = useSearch({ strict: false });
  const figures = useFigures(keysOfPairs, defaultGrain(view.range));
  if (figures.error) return <Failure error={figures.error} onRetry={figures.refetch} />;
  if (figures.pending) return <Skeleton height={420} />;
  const known = keysOfPairs.filter((key) => figures.of(key).reading?.value != null);
  const tokens = figures.of('normalised_tokens').reading;
  if (known.length === 0 && tokens?.needs?.includes('usage')) return <NoUsage />;
  const open = (figure: string) => view.change({ figure });
  const words = headline(figures);
  const pair = pairOf(search.pair);
  return (
    <div className={figures.stale ? 'opacity-60' : ''} aria-busy={figures.stale}>
      <PageTitle title={words.title}>{words.sub}</PageTitle>
      <GrowthLine />
      <Section
        id="pairs"
        title="Two languages, one company"
        sub="Above what was measured of people, below what is measured of tokens. Each opens to its formula."
      >
        <Strip figures={figures} onOpen={open} />
      </Section>
      {pair ? <PairChart pair={pair} figures={figures} /> : null}
      <Coverage />
      <Areas onOpen={open} />
      <ResponseCurve />
      <Experiments />
      <Decisions />
      <Access />
      <Pools />
      {admin ? <StatedFigures /> : null}
      {search.work ? (
        <Suspense>
          <WorkDrawer workKey={search.work} onClose={() => view.change({ work: undefined })} />
        </Suspense>
      ) : null}
      {search.figure ? (
        <Suspense>
          <FormulaDrawer metricKey={search.figure} onClose={() => view.change({ figure: undefined })} />
        </Suspense>
      ) : null}
    </div>
  );
}
