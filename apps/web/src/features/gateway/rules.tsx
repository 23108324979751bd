import type { GateRulesView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';

/** One rule of two ways; each way says what it means. */
interface Choice {
  rule: 'holds' | 'books_lost' | 'uncovered' | 'batches' | 'client_gone' | 'in_doubt';
  name: string;
  ways: readonly { value: string; name: string; means: string }[];
}

const choices: readonly Choice[] = [
  {
    rule: 'holds',
    name: 'What a call holds',
    ways: [
      { value: 'strict', name: 'Its worst case', means: 'An envelope is never overspent.' },
      {
        value: 'learned',
        name: 'What such calls cost',
        means: 'More calls fit at once; an envelope may be overspent by a twentieth of its limit at most.',
      },
    ],
  },
  {
    rule: 'books_lost',
    name: 'When the books are out of reach',
    ways: [
      { value: 'refuse', name: 'Refuse', means: 'Calls stop once what was lent is used.' },
      { value: 'admit', name: 'Admit', means: 'Calls go on without a hold, and are booked later.' },
    ],
  },
  {
    rule: 'uncovered',
    name: 'Calls that no envelope covers',
    ways: [
      { value: 'admit', name: 'Admit', means: 'They are metered and charged, and limited by nothing.' },
      { value: 'refuse', name: 'Refuse', means: 'Who has no envelope spends nothing.' },
    ],
  },
  {
    rule: 'batches',
    name: 'Batches',
    ways: [
      { value: 'refuse', name: 'Refuse', means: 'Nothing is spent that the gateway cannot see.' },
      { value: 'admit', name: 'Admit', means: 'What they cost comes with the provider’s own report.' },
    ],
  },
  {
    rule: 'client_gone',
    name: 'When the caller leaves',
    ways: [
      {
        value: 'abort',
        name: 'End the call',
        means: 'What was produced until then is booked, as an estimate.',
      },
      {
        value: 'drain',
        name: 'Read to its end',
        means: 'It costs to its end, and the count is the provider’s.',
      },
    ],
  },
  {
    rule: 'in_doubt',
    name: 'What a lost gateway held',
    ways: [
      {
        value: 'release',
        name: 'Give it back',
        means: 'After its time; what its spool brings later is booked.',
      },
      { value: 'keep', name: 'Keep it', means: 'Until someone decides, here.' },
    ],
  },
];

/** The rules of the gate, each with what it means as it stands. */
export function Rules() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const { data, error, refetch } = useQuery({
    queryKey: ['gate-rules', workspace],
    queryFn: () => client.gateway.rules({ workspace }),
  });
  const change = useChange(
    (rules: Partial<GateRulesView>) => client.gateway.setRules({ workspace, ...rules }),
    () => 'Every gateway follows it from now on',
  );
  return (
    <Section id="rules" title="Rules" sub="They hold on every gateway within a second.">
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={160} /> : null}
      {data ? (
        <dl>
          {choices.map(({ rule, name, ways }) => {
            const way = ways.find(({ value }) => value === data[rule]);
            return (
              <div
                key={rule}
                className="grid grid-cols-[16rem_1fr] items-center gap-x-6 gap-y-1 border-b border-line py-2 max-sm:grid-cols-1"
              >
                <dt>{name}</dt>
                <dd className="flex flex-wrap items-center gap-x-4 gap-y-1">
                  {admin ? (
                    <Segmented
                      label={name}
                      value={data[rule] as string}
                      options={ways}
                      onChange={(value) => change.mutate({ [rule]: value })}
                    />
                  ) : (
                    <span className="font-[550]">{way?.name}</span>
                  )}
                  <span className="text-[13px] text-mute">{way?.means}</span>
                </dd>
              </div>
            );
          })}
        </dl>
      ) : null}
      <Refusal error={change.error} />
    </Section>
  );
}
