import type { PayReference, Workspace } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { CsvForm } from '../../components/csv-form.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useView } from '../../state/view.ts';

const groups = [
  { value: 'role', name: 'Role' },
  { value: 'band', name: 'Band' },
  { value: 'team', name: 'Team' },
] as const;
const parts = ['base', 'bonus', 'equity', 'tokens'] as const;
const heads = { base: 'Base', bonus: 'Bonus', equity: 'Equity', tokens: 'Tokens' } as const;

const example =
  'worker,effective_on,base,bonus,equity,currency,role,band\nAda Lindqvist,2026-01-01,182000,18000,40000,USD,Engineer,IC4';

/** Faults of rows in the words of the form. */
const importPay = (workspace: Workspace) => async (text: string, dry_run: boolean) => {
  const { errors, ...rest } = await client.compensation.import({ workspace, text, dry_run });
  const rejected = errors.map(({ row, column, error, fix }) => ({ row, fix, error: `${column}: ${error}` }));
  return { ...rest, rejected };
};

/** Tokens as the fourth part of pay, in groups of at least five. Seen with the compensation scope alone. */
export function Pay() {
  const { workspace } = useView();
  const [by, setBy] = useState<'role' | 'band' | 'team'>('role');
  const pay = useQuery({
    queryKey: ['pay-cohorts', workspace, by],
    queryFn: () => client.compensation.cohorts({ workspace, by }),
  });
  const references = useQuery({
    queryKey: ['pay-references', workspace],
    queryFn: () => client.compensation.references.list({ workspace }),
  });
  const all = pay.data ? [...pay.data.cohorts, ...(pay.data.total ? [pay.data.total] : [])] : [];
  return (
    <Section
      id="pay"
      title="Total compensation"
      sub="Annual amounts per group. Whose pay was looked at is written down for that person."
      tools={<Segmented label="Pay by" value={by} options={groups} onChange={setBy} />}
    >
      {pay.error ? <Failure error={pay.error} onRetry={() => pay.refetch()} /> : null}
      {!pay.data && !pay.error ? <Skeleton height={120} /> : null}
      {pay.data?.withheld ? <p className="py-2 text-mute">{pay.data.withheld}</p> : null}
      {pay.data && all.length > 0 ? <PayTable pay={pay.data} all={all} /> : null}
      {pay.data?.folded.map((sentence) => (
        <p key={sentence} className="mt-1 text-[12.5px] text-mute">
          {sentence}
        </p>
      ))}
      {references.data && references.data.length > 0 ? <References references={references.data} /> : null}
      <CsvForm
        label="Pay from a CSV file"
        example={example}
        run={importPay(workspace)}
        says={({ changes }) => `${changes.filter(({ action }) => action !== 'same').length} rows of pay`}
      />
    </Section>
  );
}

type Cohorts = Awaited<ReturnType<typeof client.compensation.cohorts>>;

/** Annual amounts of each group, the total last. */
function PayTable({ pay, all }: { pay: Cohorts; all: Cohorts['cohorts'] }) {
  const money = (value: string) => <Money value={value} currency={pay.currency} />;
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col" className="n">
            Persons
          </th>
          {parts.map((part) => (
            <th key={part} scope="col" className="n">
              {heads[part]}
            </th>
          ))}
          <th scope="col" className="n" title="Tokens ÷ (base + bonus + equity + tokens)">
            Token share of pay
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((cohort) => (
          <tr key={cohort.key || cohort.label} className={cohort === pay.total ? 'total' : ''}>
            <td className="head">{cohort.label}</td>
            <td className="n" data-label="Persons">
              {cohort.persons}
            </td>
            {parts.map((part) => (
              <td key={part} className="n" data-label={heads[part]}>
                {money(cohort[part])}
              </td>
            ))}
            <td className="n" data-label="Token share">
              {cohort.token_share === null ? '–' : `${cohort.token_share} %`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Figures others named in public, with their source and its interest. They are no targets. */
function References({ references }: { references: readonly PayReference[] }) {
  return (
    <div className="mt-5">
      <h3 className="text-[13.5px] font-semibold">What others say</h3>
      <p className="text-[13px] text-mute">
        Figures named in public, with who gains by them. No target, and none raises an alarm.
      </p>
      <ul className="mt-1">
        {references.map((line) => (
          <li
            key={line.id}
            className="flex flex-wrap justify-between gap-x-6 border-b border-line py-1.5 text-[13px]"
          >
            <span className="min-w-0">
              {line.name}
              <span className="block text-[12.5px] text-mute">
                {line.source}. {line.interest}
              </span>
            </span>
            <span className="whitespace-nowrap">
              {line.base === null ? null : (
                <>
                  <Money value={line.base} currency={line.currency} /> pay,{' '}
                </>
              )}
              <Money value={line.tokens_low} currency={line.currency} />
              {line.tokens_high === line.tokens_low ? null : (
                <>
                  {' '}
                  to <Money value={line.tokens_high} currency={line.currency} />
                </>
              )}{' '}
              a {line.per}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
