import type { Experiment } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

const ExperimentDrawer = lazy(() =>
  import('./experiment-drawer.tsx').then((m) => ({ default: m.ExperimentDrawer })),
);

/** Caps by lot: the one way to know what spend brings, rather than who spends. */
export function Experiments() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [planning, setPlanning] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['experiments', workspace],
    queryFn: () => client.experiment.list({ workspace }),
  });
  return (
    <Section
      id="experiments"
      title="Experiments"
      sub="Teams are capped by lot for some weeks, by their envelopes; the result is graded E3, where everything observed stops at E1."
      tools={admin ? <Button onClick={() => setPlanning(true)}>Plan an experiment</Button> : null}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={60} /> : null}
      {data?.experiments.length === 0 ? (
        <p className="py-2 text-[13px] text-mute">
          None yet. Needs: four teams with a hard envelope by the day or week.
        </p>
      ) : null}
      {data?.experiments.map((one) => (
        <One key={one.id} experiment={one} admin={admin} />
      ))}
      {planning ? (
        <Suspense>
          <ExperimentDrawer onClose={() => setPlanning(false)} />
        </Suspense>
      ) : null}
    </Section>
  );
}

const stateWords: Record<Experiment['state'], string> = {
  waiting: 'begins soon',
  running: 'running',
  finished: 'finished',
  stopped: 'stopped',
};

function One({ experiment, admin }: { experiment: Experiment; admin: boolean }) {
  const { workspace } = useView();
  const { plan, state, period, teams, result, needs } = experiment;
  const capped = teams.filter(({ holds }) => holds === 'cap').length;
  const left = teams.filter(({ holds }) => holds === 'left').length;
  const open = state === 'waiting' || state === 'running';
  return (
    <div className="border-b border-line py-2.5 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-[550]">{plan.name}</span>
        <Tag tone={state === 'running' ? 'warn' : 'plain'}>{stateWords[state]}</Tag>
        {result ? <Tag tone={result.grade === 'E3' ? 'good' : 'plain'}>{result.grade}</Tag> : null}
        <span className="text-mute">
          {teams.length} teams, {plan.cap_percent} % of their limits, {plan.starts_on} to {experiment.ends_on}
          {period ? `, period ${period} of ${plan.periods}, ${capped} capped now` : ''}
          {left > 0 ? `, ${left} left alone since somebody changed their limit` : ''}
        </span>
        <span className="ml-auto">
          {admin && open ? (
            <ActionButton
              kind="stop"
              run={() =>
                client.experiment.stop({ workspace, id: experiment.id, reason: 'Stopped on the Value page' })
              }
              done={(after) =>
                `Stopped; ${after.teams.filter(({ holds }) => holds === 'original').length} limits are as they were`
              }
            >
              Stop and restore limits
            </ActionButton>
          ) : null}
        </span>
      </div>
      {result ? (
        <p className="mt-1">
          {result.sentence}{' '}
          <span className="text-mute">
            Elasticity {result.elasticity.value.toFixed(2)}; other lots would have shown as much in{' '}
            {(result.chance * 100).toFixed(1)} % of cases; {Math.round(result.adherence * 100)} % was carried
            out as drawn.
          </span>
        </p>
      ) : (
        <p className="mt-1 text-mute">The result needs {needs}.</p>
      )}
    </div>
  );
}
