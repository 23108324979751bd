import type { PurposeRuleView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { isZero } from '../../format/sum.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { purposeName } from './words.ts';

const conditions = [
  ['project', 'project'],
  ['repo', 'repository'],
  ['workflow', 'workflow'],
  ['agent', 'agent'],
  ['service', 'service'],
  ['tool', 'tool'],
  ['provider', 'vendor'],
  ['cost_center_claim', 'claimed cost centre'],
] as const;

/** Which spend is cost of revenue and which is research: the rules, and what following them would move. */
export function Rules() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const rules = useQuery({
    queryKey: ['purpose-rules', workspace],
    queryFn: () => client.charge.purposeRules.get({ workspace }),
  });
  const teams = useQuery({
    queryKey: ['teams', workspace],
    queryFn: () => client.people.teams.list({ workspace }),
  });
  const teamName = (id: string) => teams.data?.find((team) => team.id === id)?.name ?? id;
  const { data } = rules;
  return (
    <Section
      id="purposes"
      title="What spend is for"
      sub="The first rule that holds gives usage its purpose, and so its line in the income statement. A month with untagged spend does not close."
    >
      {rules.error ? <Failure error={rules.error} onRetry={() => rules.refetch()} /> : null}
      {!data && !rules.error ? <Skeleton height={100} /> : null}
      {data ? <RuleList rules={data.rules} teamName={teamName} /> : null}
      {data && data.rules.length === 0 && data.offered.length > 0 ? (
        <div className="mt-3">
          <p className="text-[13px] text-mute">The names of your teams suggest these:</p>
          <RuleList rules={data.offered} teamName={teamName} />
          {admin ? (
            <div className="mt-2">
              <ActionButton
                kind="primary"
                run={() => client.charge.purposeRules.put({ workspace, rules: data.offered })}
                done={() => 'The rules hold for usage booked from now on'}
              >
                Use these rules
              </ActionButton>
            </div>
          ) : null}
        </div>
      ) : null}
      {admin && data && data.rules.length > 0 ? <Retag /> : null}
    </Section>
  );
}

function RuleList({
  rules,
  teamName,
}: {
  rules: readonly PurposeRuleView[];
  teamName: (id: string) => string;
}) {
  if (rules.length === 0)
    return <p className="py-2 text-mute">There is no rule yet: all usage is untagged.</p>;
  const words = (rule: PurposeRuleView) => {
    const parts = conditions.flatMap(([key, name]) =>
      rule.match[key] ? [`${name} ${rule.match[key]}`] : [],
    );
    const ids = rule.match.team_ids;
    if (ids.length > 0) parts.unshift(`team ${ids.map(teamName).join(' or ')}`);
    return parts.length > 0 ? parts.join(' and ') : 'everything else';
  };
  return (
    <ol className="text-[13px]">
      {rules.map((rule, i) => (
        <li key={rule.id} className="flex flex-wrap justify-between gap-x-4 border-b border-line py-1.5">
          <span>
            <span className="text-mute">{i + 1}.</span> {words(rule)}
            {rule.note ? <span className="text-mute"> · {rule.note}</span> : null}
          </span>
          <span className="font-[550]">{purposeName(rule.purpose)}</span>
        </li>
      ))}
    </ol>
  );
}

function Retag() {
  const { workspace } = useView();
  const preview = useQuery({
    queryKey: ['retag', workspace],
    queryFn: () => client.charge.purposeRules.preview({ workspace }),
  });
  if (!preview.data) return null;
  if (preview.data.charges === 0) {
    return (
      <p className="mt-2 text-[13px] text-mute">
        All open charges follow these rules
        {isZero(preview.data.untagged) ? '.' : ', and no rule names a purpose for '}
        {isZero(preview.data.untagged) ? null : (
          <>
            <Money value={preview.data.untagged} currency="USD" /> of them.
          </>
        )}
      </p>
    );
  }
  return (
    <div className="mt-3 flex flex-wrap items-center gap-3 text-[13px]">
      <span>
        {preview.data.charges.toLocaleString('en-US')} open charges,{' '}
        <Money value={preview.data.amount} currency="USD" />, were tagged by other rules.
      </span>
      <ActionButton
        run={() => client.charge.purposeRules.retag({ workspace })}
        done={(r) => `${r.charges} charges tagged anew`}
      >
        Tag them anew
      </ActionButton>
    </div>
  );
}
