import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../../../api/client.ts';
import { useChange } from '../../../components/action.tsx';
import { Button } from '../../../components/button.tsx';
import { Drawer } from '../../../components/drawer.tsx';
import { Failure, Skeleton } from '../../../components/empty.tsx';
import { FormFoot } from '../../../components/form-foot.tsx';
import { Section } from '../../../components/section.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { counted, inline } from '../../../format/number.ts';
import { useIsAdmin } from '../../../state/context.tsx';
import type { SourcesSearch } from '../../../state/sources-search.ts';
import { useView } from '../../../state/view.ts';

type Rule = Awaited<ReturnType<typeof client.outcome.rules>>[number];

/** When a result counts as accepted, what it took people before AI, and what it is worth. */
export function Judging() {
  const { workspace, change } = useView();
  const admin = useIsAdmin();
  const { judge }: SourcesSearch = useSearch({ strict: false });
  const { data, error, refetch } = useQuery({
    queryKey: ['outcome-rules', workspace],
    queryFn: () => client.outcome.rules({ workspace }),
  });
  const opened = data?.find(({ kind }) => kind === judge);
  return (
    <Section
      id="judging"
      title="How results are judged"
      sub="A result is accepted once nothing took it back within its days. Minutes before AI and worth are yours to state; until then what rests on them has no value."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={90} /> : null}
      {data ? (
        <table className="table cards" aria-label="How results are judged">
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col" className="n">
                Can be taken back
              </th>
              <th scope="col" className="n">
                Before AI
              </th>
              <th scope="col" className="n">
                Worth
              </th>
              <th scope="col">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((rule) => (
              <RuleRow
                key={rule.kind}
                rule={rule}
                admin={admin}
                onOpen={() => change({ judge: rule.kind })}
              />
            ))}
          </tbody>
        </table>
      ) : null}
      {opened ? <RuleDrawer rule={opened} onClose={() => change({ judge: undefined })} /> : null}
    </Section>
  );
}

const unstated = <span className="text-mute">not stated</span>;
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function RuleRow({ rule, admin, onOpen }: { rule: Rule; admin: boolean; onOpen: () => void }) {
  return (
    <tr>
      <td className="head">{capital(rule.name)}</td>
      <td className="n" data-label="Taken back">
        {rule.reversal_days === 0 ? 'never' : `within ${counted(String(rule.reversal_days), 'day')}`}
      </td>
      <td className="n" data-label="Before AI">
        {rule.human_minutes > 0 ? `${rule.human_minutes} ± ${rule.human_minutes_plus_minus} min` : unstated}
      </td>
      <td className="n" data-label="Worth">
        {rule.value_usd === null ? unstated : inline(rule.value_usd, 'usd')}
      </td>
      <td className="n">
        {admin ? (
          <Button kind="quiet" aria-label={`Change how ${rule.name} are judged`} onClick={onOpen}>
            Change
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

const whole = (text: string): boolean => /^\d{1,6}$/.test(text.trim());

function RuleDrawer({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [days, setDays] = useState(String(rule.reversal_days));
  const [minutes, setMinutes] = useState(String(rule.human_minutes));
  const [around, setAround] = useState(String(rule.human_minutes_plus_minus));
  const [by, setBy] = useState(rule.measured_by);
  const [worth, setWorth] = useState(rule.value_usd ?? '');
  const keep = useChange(
    () =>
      client.outcome.setRule({
        ...{ workspace, kind: rule.kind, reversal_days: Number(days), human_minutes: Number(minutes) },
        ...{ human_minutes_plus_minus: Number(around), measured_by: by.trim() },
        value_usd: worth.trim() === '' ? null : worth.trim(),
      }),
    () => `${capital(rule.name)} are judged anew`,
  );
  const ready =
    [days, minutes, around].every(whole) &&
    Number(days) <= 365 &&
    (worth.trim() === '' || /^\d+(\.\d{1,12})?$/.test(worth.trim()));
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready && admin) keep.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Drawer
      title={capital(rule.name)}
      sub="How they are judged, from now on and for what was told before"
      onClose={onClose}
    >
      <form onSubmit={send} className="mt-5 grid gap-4">
        <TextField
          label="Days in which it can be taken back"
          value={days}
          onChange={setDays}
          decimal
          hint="Reverted, reopened or linked to an incident within these days, it is not accepted. At most 365."
        />
        <TextField
          label="Minutes it took people before AI"
          value={minutes}
          onChange={setMinutes}
          decimal
          hint="The median of a timed sample. Zero says that it is not known."
        />
        <TextField label="Give or take, minutes" value={around} onChange={setAround} decimal />
        <TextField
          label="How that was measured"
          value={by}
          onChange={setBy}
          placeholder="timed sample of 40, spring 2024"
        />
        <TextField
          label="What one is worth, in dollars"
          value={worth}
          onChange={setWorth}
          decimal
          hint="Left empty, return on tokens stays without a value."
        />
        <FormFoot ready={ready && admin} pending={keep.isPending} error={keep.error} onCancel={onClose}>
          Judge by this
        </FormFoot>
      </form>
    </Drawer>
  );
}
