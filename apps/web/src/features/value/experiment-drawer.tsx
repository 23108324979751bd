import type { ExperimentPreview } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Drawer, Part } from '../../components/drawer.tsx';
import { Skeleton } from '../../components/empty.tsx';
import { Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

const dayMs = 86_400_000;

/** The Monday after a day. */
function nextMonday(today: Date): string {
  const day = (today.getUTCDay() + 6) % 7;
  return new Date(today.getTime() + (7 - day) * dayMs).toISOString().slice(0, 10);
}

const whole = (text: string, least: number, most: number): number | null => {
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
};

const designs = [
  {
    value: 'switchback',
    name: 'Back and forth',
    title: 'Every team is capped in half of its periods',
  },
  {
    value: 'stepped-wedge',
    name: 'In waves',
    title: 'Teams come under the cap one wave after the other',
  },
] as const;

/** What is filled in, and the plan that it makes; `ready` when every number is one. */
function usePlan() {
  const { workspace } = useView();
  const { now } = useSurroundings();
  const [name, setName] = useState('What half the budget costs us');
  const [design, setDesign] = useState<'switchback' | 'stepped-wedge'>('switchback');
  const [cap, setCap] = useState('50');
  const [periods, setPeriods] = useState('6');
  const [weeks, setWeeks] = useState('2');
  const [starts, setStarts] = useState(() => nextMonday(now()));
  const [change, setChange] = useState('10');
  const numbers = {
    ...{ cap_percent: whole(cap, 5, 95), periods: whole(periods, 2, 12), period_weeks: whole(weeks, 1, 8) },
    smallest: whole(change, 1, 90),
  };
  const ready =
    name.trim() !== '' && starts !== '' && Object.values(numbers).every((value) => value !== null);
  const plan = {
    ...{ workspace, name: name.trim(), design, starts_on: starts },
    ...{
      cap_percent: numbers.cap_percent ?? 50,
      periods: numbers.periods ?? 4,
      period_weeks: numbers.period_weeks ?? 2,
    },
    smallest_change: (numbers.smallest ?? 10) / 100,
  };
  const fields = (
    <Fields>
      <TextField label="Name" value={name} onChange={setName} />
      <TextField label="Begins on a Monday" type="date" value={starts} onChange={setStarts} />
      <TextField label="Cap, in percent of the limit" value={cap} onChange={setCap} decimal />
      <TextField
        label="Smallest change worth knowing, in percent"
        value={change}
        onChange={setChange}
        decimal
      />
      <TextField label="Periods" value={periods} onChange={setPeriods} decimal />
      <TextField label="Weeks of each" value={weeks} onChange={setWeeks} decimal />
    </Fields>
  );
  return { plan, ready, design, setDesign, fields };
}

/** Plans an experiment: what is asked, who takes part, what it could show, and only then the launch. */
export function ExperimentDrawer({ onClose }: { onClose: () => void }) {
  const { plan, ready, design, setDesign, fields } = usePlan();
  const { data, error } = useQuery({
    queryKey: ['experiment-plan', plan],
    queryFn: () => client.experiment.plan(plan),
    enabled: ready,
    retry: false,
    placeholderData: (before) => before,
  });
  const launch = useChange(
    (hash: string) => client.experiment.launch({ ...plan, hash }),
    (made) => {
      onClose();
      return `Launched; the lots are fixed and the caps begin on ${made.plan.starts_on}`;
    },
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (data) launch.mutate(data.hash);
  };
  const able = data?.teams.filter(({ reason }) => reason === null).length ?? 0;
  return (
    <Drawer title="Plan an experiment" sub="Nothing happens before you launch it." onClose={onClose}>
      <form onSubmit={send} className="grid gap-3 pt-4">
        <Segmented label="Design" value={design} options={designs} onChange={setDesign} />
        {fields}
        <Refusal error={error} />
        {!data && !error ? <Skeleton height={120} /> : null}
        {data && !error ? <Preview preview={data} /> : null}
        <FormFoot
          ready={ready && able >= 4 && !error}
          pending={launch.isPending}
          error={launch.error}
          onCancel={onClose}
        >
          Launch with {able} teams
        </FormFoot>
      </form>
    </Drawer>
  );
}

function Preview({ preview }: { preview: ExperimentPreview }) {
  const { sentence, needs, teams, hash } = preview;
  return (
    <>
      <Part title="What it could show" aside={`plan ${hash.slice(0, 10)}`}>
        <p className="text-[13px]">{sentence}</p>
        {needs ? <p className="text-[13px] text-mute">Needs: {needs}.</p> : null}
      </Part>
      <Part title="Lots" aside="filled: capped in that period">
        {teams.map((team) => (
          <div
            key={team.team_id}
            className="flex flex-wrap items-center gap-3 border-b border-line py-1.5 text-[13px]"
          >
            <span className="min-w-[120px] flex-1">{team.team}</span>
            {team.reason ? (
              <span className="text-mute">{team.reason}</span>
            ) : (
              <>
                <span className="text-mute tabular-nums">
                  ${Number(team.limit).toLocaleString('en-US')} → ${Number(team.cap).toLocaleString('en-US')}
                </span>
                <Periods periods={team.periods} />
              </>
            )}
          </div>
        ))}
      </Part>
    </>
  );
}

function Periods({ periods }: { periods: readonly boolean[] }) {
  const words = periods.map((capped, at) => `period ${at + 1} ${capped ? 'capped' : 'free'}`).join(', ');
  return (
    <span className="inline-flex gap-1" role="img" aria-label={words}>
      {periods.map((capped, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: periods are told apart by their place alone
          key={at}
          className={`inline-block h-3.5 w-3.5 rounded-[2px] border border-edge ${capped ? 'bg-accent' : ''}`}
        />
      ))}
    </span>
  );
}
