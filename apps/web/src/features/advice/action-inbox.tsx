import { lazy, Suspense, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { ago } from '../../format/time.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView, useWorkspace } from '../../state/view.ts';
import { useApplied, useInbox } from './reads.ts';
import { AppliedRow, RecommendationRow } from './recommendation-row.tsx';
import { Rules } from './rules.tsx';

const RecommendationDrawer = lazy(() =>
  import('./recommendation-drawer.tsx').then((m) => ({ default: m.RecommendationDrawer })),
);

const shownFirst = 5;

/** What to do: the surest gain for the least effort first, and what the applied ones brought. */
export function ActionInbox() {
  const { search, change } = useView();
  const { data, error, refetch } = useInbox();
  const [all, setAll] = useState(false);
  const waiting = data?.recommendations ?? [];
  const shown = all ? waiting : waiting.slice(0, shownFirst);
  return (
    <Section
      id="what-to-do"
      title="What to do"
      sub={
        data ? <Judged at={data.judged_at} cannotTell={data.cannot_tell} none={waiting.length === 0} /> : null
      }
      tools={<JudgeNow />}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={140} /> : null}
      <ul>
        {shown.map((one) => (
          <RecommendationRow key={one.id} one={one} onOpen={() => change({ advice: one.id })} />
        ))}
      </ul>
      {waiting.length > shownFirst ? (
        <Button kind="quiet" className="mt-2" onClick={() => setAll(!all)}>
          {all ? 'Show the first five' : `Show all ${waiting.length}`}
        </Button>
      ) : null}
      <Applied onOpen={(id) => change({ advice: id })} />
      <Rules />
      {search.advice ? (
        <Suspense>
          <RecommendationDrawer id={search.advice} onClose={() => change({ advice: undefined })} />
        </Suspense>
      ) : null}
    </Section>
  );
}

/** When the rules were judged, and how many wait for something. */
function Judged({ at, cannotTell, none }: { at: string | null; cannotTell: number; none: boolean }) {
  const { now } = useSurroundings();
  if (at === null) return <>The rules are judged soon after usage has come in, then every hour.</>;
  return (
    <>
      {none ? 'No rule finds anything to do. ' : null}Judged {ago(at, now())}.
      {cannotTell > 0
        ? ` ${cannotTell} ${cannotTell === 1 ? 'rule cannot tell yet, since an input is' : 'rules cannot tell yet, since an input is'} missing.`
        : null}
    </>
  );
}

function JudgeNow() {
  const workspace = useWorkspace();
  if (!useIsAdmin()) return null;
  return (
    <ActionButton
      kind="quiet"
      run={() => client.advice.run({ workspace })}
      done={({ found }) => (found === 0 ? 'Judged: nothing to do' : `Judged: ${found} found`)}
    >
      Judge now
    </ActionButton>
  );
}

function Applied({ onOpen }: { onOpen: (id: string) => void }) {
  const { data } = useApplied();
  if (!data || data.recommendations.length === 0) return null;
  return (
    <section className="mt-6" aria-labelledby="applied-title">
      <h3 id="applied-title" className="mb-1 border-b border-line pb-1 text-[13.5px] font-semibold">
        Applied: promised and realised
      </h3>
      <ul>
        {data.recommendations.slice(0, shownFirst).map((one) => (
          <AppliedRow key={one.id} one={one} onOpen={() => onOpen(one.id)} />
        ))}
      </ul>
    </section>
  );
}
