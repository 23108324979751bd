import type { GrantPlan } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { moneyWords } from '../../format/money.ts';
import { firstOfMonth, localDay } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useWish } from '../../state/wish.ts';
import { Flags } from './flags.tsx';

/** Issues a grant: first what it would be, with what counsel must look at, then for good. */
export function IssueForm({ plans, done }: { plans: readonly GrantPlan[]; done: () => void }) {
  const { workspace } = useView();
  const { now, settings } = useSurroundings();
  const active = plans.filter((plan) => plan.state === 'active');
  const [planId, setPlanId] = useState(active[0]?.id ?? '');
  const plan = active.find((one) => one.id === planId);
  const [holder, setHolder] = useState('');
  const [startsOn, setStartsOn] = useState(firstOfMonth(localDay(now(), settings.time_zone), 1));
  const keys = useWish();
  const kind = plan?.type === 'pooled_team' ? 'team' : 'worker';
  const holders = useHolders(kind);
  const wish = { workspace, plan_id: planId, holder: { kind, id: holder } as const, starts_on: startsOn };
  const preview = useChange((_: undefined) => client.grant.issue({ ...wish, dry_run: true }));
  const issue = useChange(
    (_: undefined) => client.grant.issue({ ...wish, idempotency_key: keys.keyOf(wish) }),
    (issued) => `${issued.grant.holder.name} holds ${issued.grant.plan_name} from ${issued.grant.starts_on}`,
  );
  const shown = preview.data;
  return (
    <form
      className="mb-4 max-w-[760px] rounded-md border border-edge bg-sheet p-4"
      onChange={() => preview.reset()}
      onSubmit={(event) => {
        event.preventDefault();
        if (shown) issue.mutate(undefined, { onSuccess: done });
        else preview.mutate(undefined);
      }}
    >
      <Fields>
        <Choice label="Plan" value={planId} options={active} onChange={setPlanId} />
        <Choice
          label={kind === 'team' ? 'Team' : 'Person or agent'}
          value={holder}
          options={[{ id: '', name: 'Choose' }, ...holders]}
          onChange={setHolder}
        />
        <Field label="From">
          {(ids) => (
            <input
              {...ids}
              type="date"
              className="field w-full"
              required
              value={startsOn}
              onChange={(e) => setStartsOn(e.target.value)}
            />
          )}
        </Field>
      </Fields>
      {shown ? <Preview shown={shown} /> : null}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button kind="primary" type="submit" disabled={holder === '' || issue.isPending || preview.isPending}>
          {shown ? 'Issue it' : 'Show what it would be'}
        </Button>
        <Refusal error={issue.error ?? preview.error} />
      </div>
    </form>
  );
}

interface Named {
  id: string;
  name: string;
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly Named[];
  onChange: (id: string) => void;
}) {
  return (
    <Field label={label}>
      {(ids) => (
        <select
          {...ids}
          className="field w-full"
          required
          value={value}
          onChange={(e) => onChange(e.target.value)}
        >
          {options.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** What the grant would be, with what counsel must look at. */
function Preview({ shown }: { shown: Awaited<ReturnType<typeof client.grant.issue>> }) {
  const { grant, first_lot: lot, flags } = shown;
  const money = (amount: string) => moneyWords(amount, grant.currency);
  return (
    <div className="mt-3 text-[13px]">
      <p>
        <b className="font-[560]">
          {grant.annual_amount === null ? grant.withheld : `${money(grant.annual_amount)} a year`}
        </b>
        {lot
          ? `; the first lot is ${money(lot.granted)} from ${lot.starts_on}, usable before ${lot.expires_on}`
          : ''}
      </p>
      <Flags flags={flags} />
    </div>
  );
}

function useHolders(kind: 'team' | 'worker'): readonly Named[] {
  const { workspace } = useView();
  const teams = useQuery({
    queryKey: ['teams', workspace],
    queryFn: () => client.people.teams.list({ workspace }),
    enabled: kind === 'team',
  });
  const workers = useQuery({
    queryKey: ['workers', workspace, ''],
    queryFn: () => client.people.workers.list({ workspace, limit: 500 }),
    enabled: kind === 'worker',
  });
  return kind === 'team'
    ? (teams.data ?? []).map((team) => ({ id: team.id, name: team.path }))
    : (workers.data?.workers ?? []);
}
