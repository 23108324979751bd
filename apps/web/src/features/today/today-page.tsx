import type { MetricResult } from '@exchequer/model/contract';
import { lazy, Suspense, useState } from 'react';
import { metric, totalOf } from '../../api/metric-keys.ts';
import { useMetric } from '../../api/metrics.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { PageName } from '../../components/page-name.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { NoUsage } from '../../nothing/index.ts';
import { type CostKind, costs } from '../../state/search.ts';
import { useView } from '../../state/view.ts';
import { ActionInbox } from '../advice/index.ts';
import { BoardButton } from '../report/index.ts';
import { TokenClasses } from './classes.tsx';
import { compareQuery, heroQuery, moversQuery, overTimeQuery } from './figures.ts';
import { Footer } from './footer.tsx';
import { headline, lowerBound, lowerBoundReason } from './headline.ts';
import { Heroes } from './heroes.tsx';
import { Movers } from './movers.tsx';
import { OverTime } from './over-time.tsx';
import { Spikes } from './spikes.tsx';
import { WhatChanged } from './what-changed.tsx';

const FigureDrawer = lazy(() => import('./figure-drawer.tsx').then((m) => ({ default: m.FigureDrawer })));

const costNames: Record<CostKind, { name: string; title: string }> = {
  list: { name: 'List', title: 'At the vendors’ public prices' },
  contracted: { name: 'Contracted', title: 'On the company’s own terms' },
  marginal: {
    name: 'Marginal',
    title: 'What the calls really added: nothing inside a seat or prepaid credit',
  },
};

/** What was spent, on what, and what moved. */
export function TodayPage() {
  const view = useView();
  const heroes = useMetric(view.workspace, heroQuery(view));
  const models = useMetric(view.workspace, { ...overTimeQuery(view, 'model') });
  if (heroes.error) return <Failure error={heroes.error} onRetry={() => heroes.refetch()} />;
  if (!heroes.data) return <Waiting />;
  const requests = Number(totalOf(heroes.data, metric.requests).value ?? 0);
  const tokens = Number(totalOf(heroes.data, metric.tokens).value ?? 0);
  if (requests === 0 && tokens === 0) return <NoUsage />;
  const words = headline(heroes.data, models.data, view.cost);
  return (
    <div className={heroes.isPlaceholderData ? 'opacity-60' : ''} aria-busy={heroes.isPlaceholderData}>
      <PageName>{words.title}</PageName>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div className="min-w-0 flex-1 basis-[420px]">
          <h1 className="text-[22px] leading-[1.3] font-[620] tracking-[-0.015em] text-balance">
            {words.title}
          </h1>
          <p className="mt-0.5 max-w-[80ch] text-mute">{words.sub}</p>
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <BoardButton />
          <Segmented
            label="Cost shown"
            value={view.cost}
            options={costs.map((value) => ({ value, ...costNames[value] }))}
            onChange={(cost) => view.change({ cost: cost === 'list' ? undefined : cost }, { replace: true })}
          />
        </div>
      </div>
      <Heroes result={heroes.data} view={view} onOpen={(figure) => view.change({ figure })} />
      {lowerBound(heroes.data) ? (
        <p className="mt-2 text-[12.5px] text-mute">≥ {lowerBoundReason(heroes.data)}</p>
      ) : null}
      <ActionInbox />
      <Charts heroes={heroes.data} />
      <div className="mt-10">
        <WhatChanged />
      </div>
      <Spikes />
      <MoversSection />
      <Footer result={heroes.data} />
      {view.search.figure ? (
        <Suspense>
          <FigureDrawer
            metricKey={view.search.figure}
            result={heroes.data}
            onClose={() => view.change({ figure: undefined })}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function Charts({ heroes }: { heroes: MetricResult }) {
  const view = useView();
  const [by, setBy] = useState<'model' | 'token_class'>('model');
  const parts = useMetric(view.workspace, overTimeQuery(view, by));
  const compared = parts.data?.compare_range ?? null;
  const before = useMetric(view.workspace, compareQuery(view, by, compared ?? view.range), compared !== null);
  return (
    <div className="mt-8 grid grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)] gap-x-12 gap-y-9 max-lg:grid-cols-1">
      <OverTime
        by={by}
        onBy={setBy}
        parts={parts}
        before={compared ? before.data : undefined}
        heroes={heroes}
      />
      <TokenClasses />
    </div>
  );
}

function MoversSection() {
  const view = useView();
  return <Movers queryFor={(by) => moversQuery(view, by)} />;
}

function Waiting() {
  return (
    <div aria-busy="true">
      <Skeleton height={30} className="mb-2 w-2/3" />
      <Skeleton height={18} className="mb-6 w-1/2" />
      <Skeleton height={118} className="mb-8" />
      <Skeleton height={280} />
    </div>
  );
}
