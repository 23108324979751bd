import { useQuery } from '@tanstack/react-query';
import { client } from '../../../api/client.ts';
import { CsvForm } from '../../../components/csv-form.tsx';
import { Failure, Skeleton } from '../../../components/empty.tsx';
import { Section } from '../../../components/section.tsx';
import { useIsAdmin } from '../../../state/context.tsx';
import { useView } from '../../../state/view.ts';

const example = 'currency,day,usd,source\nEUR,2026-10-01,1.0842,ECB\nEUR,2026-11-01,1.0917,ECB';

/** What other currencies are worth, by day. What has no rate stays unconverted, and is named. */
export function Rates() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const { data, error, refetch } = useQuery({
    queryKey: ['currency-rates', workspace],
    queryFn: () => client.outcome.rates.list({ workspace }),
  });
  return (
    <Section
      id="rates"
      title="Currency rates"
      sub="Dollars for one unit of another currency. A rate holds from its day until the next; before the first there is none, and nothing is taken as one to one."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={50} /> : null}
      {data?.missing.map((gap) => (
        <p key={gap.currency} className="border-b border-line py-1.5 text-[13px]">
          <span className="font-[550] text-warn">
            Needs: rate {gap.currency} on {gap.day}
          </span>{' '}
          <span className="text-mute">
            {gap.about === 'pay' ? 'pay' : 'revenue'} in it is left out until then
          </span>
        </p>
      ))}
      {data && data.rates.length + data.missing.length === 0 ? (
        <p className="py-2 text-mute">Nothing is in another currency than dollars so far.</p>
      ) : null}
      {data?.rates.map((rate) => (
        <p
          key={rate.currency}
          className="flex flex-wrap items-baseline gap-x-4 border-b border-line py-1.5 text-[13px]"
        >
          <span className="w-16 font-[550]">{rate.currency}</span>
          <span className="w-32 tabular-nums">
            {rate.usd} <span className="text-mute">USD</span>
          </span>
          <span className="text-mute">
            from {rate.day}, {rate.source} · {rate.days.toLocaleString('en-US')}{' '}
            {rate.days === 1 ? 'rate' : 'rates'} since {rate.first_day}
          </span>
        </p>
      ))}
      {admin ? (
        <CsvForm
          label="Rates from a CSV file"
          example={example}
          run={(text, dry) => client.outcome.rates.import({ workspace, text, dry_run: dry })}
          says={({ taken }) => `${taken} rates`}
        />
      ) : null}
    </Section>
  );
}
