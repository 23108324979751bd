import type { BudgetSummary } from '@exchequer/model/contract';
import { useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { BudgetsSearch, BudgetTab } from '../../state/budgets-search.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { BurnDownChart } from './burn-down-chart.tsx';
import { EnvelopeTree } from './envelope-tree.tsx';
import { headline } from './headline.ts';
import { Heroes } from './heroes.tsx';
import { Inbox } from './inbox.tsx';
import { NoEnvelopes } from './no-envelopes.tsx';
import { useEnvelopes, useSummary } from './reads.ts';
import { RunwayNote } from './runway.tsx';
import { type Tree, treeOf } from './tree.ts';
import { Uncovered } from './uncovered.tsx';

const Sheets = lazy(() => import('./sheets.tsx').then((m) => ({ default: m.Sheets })));
const Simulate = lazy(() => import('./simulate.tsx').then((m) => ({ default: m.Simulate })));
const PolicyTab = lazy(() => import('./policy-tab.tsx').then((m) => ({ default: m.PolicyTab })));

/** Who may spend what, and will it last? */
export function BudgetsPage() {
  const search: BudgetsSearch = useSearch({ strict: false });
  const summary = useSummary();
  const list = useEnvelopes();
  const tree = useMemo(() => (list.data ? treeOf(list.data.envelopes, list.data.folded) : null), [list.data]);
  const error = summary.error ?? list.error;
  if (error)
    return <Failure error={error} onRetry={() => Promise.all([summary.refetch(), list.refetch()])} />;
  if (!summary.data || !list.data || !tree) return <Waiting />;
  return (
    <>
      {list.data.envelopes.length === 0 && list.data.folded.length === 0 ? (
        <NoEnvelopes />
      ) : (
        <Loaded summary={summary.data} tree={tree} search={search} />
      )}
      <Suspense>
        <Sheets search={search} envelopes={list.data.envelopes} />
      </Suspense>
    </>
  );
}

function Loaded({ summary, tree, search }: { summary: BudgetSummary; tree: Tree; search: BudgetsSearch }) {
  const { change } = useView();
  const { now } = useSurroundings();
  const roots = tree.roots.filter((root) => root.kind !== 'person');
  const words = headline(summary, roots, now());
  const [root] = roots;
  const tab = search.tab ?? 'envelopes';
  const choose = (next: BudgetTab) =>
    change({ tab: next === 'envelopes' ? undefined : next }, { replace: true });
  return (
    <>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div className="min-w-0 flex-1 basis-[420px]">
          <PageTitle title={words.title}>{words.sub}</PageTitle>
        </div>
        <Deeds />
      </div>
      <Heroes summary={summary} roots={roots} />
      <div className="mt-8 grid grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] gap-x-12 gap-y-9 max-lg:grid-cols-1">
        {root ? (
          <div className="min-w-0 max-lg:order-2">
            <BurnDownChart envelope={root} title={`Burn-down of ${root.name}`} height={310} />
            <RunwayNote envelopeId={root.id} />
          </div>
        ) : null}
        <Inbox envelopes={tree.all} />
      </div>
      <div className="mt-10 mb-1 flex flex-wrap items-center gap-3 border-b border-ink pb-2">
        <Segmented
          label="Below the chart"
          value={tab}
          options={[
            { value: 'envelopes', name: `Envelopes (${tree.all.length})` },
            { value: 'simulate', name: 'Simulate', title: 'What a cap or a policy would have refused' },
            { value: 'policy', name: 'Policy', title: 'What the policy file owns, and its history' },
          ]}
          onChange={choose}
        />
      </div>
      <Suspense fallback={<Skeleton height={240} />}>
        {tab === 'simulate' ? <Simulate search={search} tree={tree} /> : null}
        {tab === 'policy' ? <PolicyTab search={search} envelopes={tree.all} /> : null}
      </Suspense>
      {tab === 'envelopes' ? (
        <>
          <EnvelopeTree tree={tree} search={search} />
          <Uncovered summary={summary} />
        </>
      ) : null}
    </>
  );
}

function Deeds() {
  const { change } = useView();
  const admin = useIsAdmin();
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => change({ do: 'ask', envelope: undefined })}>Ask for budget</Button>
      {admin ? (
        <Button kind="primary" onClick={() => change({ do: 'new', envelope: undefined })}>
          <Plus size={14} aria-hidden /> New envelope
        </Button>
      ) : null}
    </div>
  );
}

function Waiting() {
  return (
    <div aria-busy="true">
      <Skeleton height={30} className="mb-2 w-2/3" />
      <Skeleton height={18} className="mb-6 w-1/2" />
      <Skeleton height={104} className="mb-8" />
      <Skeleton height={280} className="mb-8" />
      <Skeleton height={420} />
    </div>
  );
}
