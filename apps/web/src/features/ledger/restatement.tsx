import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Facts } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';

/** A closed month as it was known at its close and as it is known now. */
export function Restatement({ month }: { month: Month }) {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['restatement', workspace, month.key],
    queryFn: () => client.ledger.periods.restatement({ workspace, period: month.key }),
  });
  const money = (value: string) => <Money value={value} currency="USD" opened />;
  return (
    <Section
      id="restatement"
      title="Then and now"
      sub="The closed figures stay. What arrived later is booked in an open month and keeps its own day."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} /> : null}
      {data ? (
        <>
          <div className="max-w-[560px]">
            <Facts
              facts={[
                ['Closed', data.closed_at === null ? '' : moment(data.closed_at, month.timeZone, true)],
                ['As known then', money(data.as_known_then)],
                ['As known now', money(data.as_known_now)],
                ['Difference', money(data.difference)],
                ...data.by_reason.map(
                  (r) =>
                    [
                      `of it ${r.reason}`,
                      <span key={r.reason}>
                        {money(r.amount)} · {groupDigits(r.count)}
                      </span>,
                    ] as const,
                ),
                [
                  'Computed again',
                  data.reproduced === null
                    ? ''
                    : data.reproduced
                      ? 'the same, byte for byte'
                      : 'NOT the same as at the close',
                ],
              ]}
            />
          </div>
          {data.log.length > 0 ? <Log log={data.log} month={month} /> : null}
        </>
      ) : null}
    </Section>
  );
}

type Late = NonNullable<Awaited<ReturnType<typeof client.ledger.periods.restatement>>>['log'];

/** What was learned after the close, newest first. */
function Log({ log, month }: { log: Late; month: Month }) {
  const { change } = useView();
  return (
    <table className="table dense cards mt-4" aria-label="What was learned after the close">
      <thead>
        <tr>
          <th scope="col">Learned</th>
          <th scope="col">Happened</th>
          <th scope="col">Posted</th>
          <th scope="col">Why</th>
          <th scope="col">Vendor</th>
          <th scope="col" className="n">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {log.map((line) => (
          <tr key={`${line.transaction_id} ${line.recorded_at} ${line.reason} ${line.occurred_on}`}>
            <td className="head">
              {line.transaction_id === null ? (
                moment(line.recorded_at, month.timeZone)
              ) : (
                <button
                  type="button"
                  className="link"
                  onClick={() => change({ txn: line.transaction_id ?? undefined })}
                >
                  {moment(line.recorded_at, month.timeZone)}
                </button>
              )}
            </td>
            <td data-label="Happened">{line.occurred_on}</td>
            <td data-label="Posted">{line.posted_on}</td>
            <td data-label="Why">{line.reason}</td>
            <td data-label="Vendor">{line.provider}</td>
            <td className="n" data-label="Amount">
              <Money value={line.amount} currency="USD" opened />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
