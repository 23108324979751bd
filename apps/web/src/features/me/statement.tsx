import type { OwnStatement } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { buttonClass } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { moneyExact } from '../../format/money.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { lastMonths, monthWords } from './months.ts';

/** A person's statement of a month: what is on it in short, and the page to keep. */
export function Statement() {
  const { workspace, range } = useView();
  const { now } = useSurroundings();
  const months = lastMonths(now(), range.time_zone);
  const [month, setMonth] = useState(months[1] ?? '');
  const { data, error, refetch } = useQuery({
    queryKey: ['my-statement', workspace, month],
    queryFn: () => client.me.statement({ workspace, month }),
  });
  const json = `/api/w/${workspace}/me/statement?month=${month}`;
  return (
    <Section
      id="statement"
      title="Your statement"
      sub="A page to keep, given to nobody but you."
      tools={
        <div className="flex flex-wrap gap-2">
          <select
            className="field"
            aria-label="Month of the statement"
            value={month}
            onChange={(event) => setMonth(event.target.value)}
          >
            {months.map((one) => (
              <option key={one} value={one}>
                {monthWords(one)}
              </option>
            ))}
          </select>
          <a
            className={buttonClass('primary')}
            href={`${json.replace('/statement?', '/statement.pdf?')}`}
            download
          >
            <Download size={14} aria-hidden /> Statement
          </a>
          <a className={buttonClass()} href={json} download={`my-statement-${month}.json`}>
            JSON
          </a>
        </div>
      }
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={150} /> : null}
      {data ? <InShort statement={data} /> : null}
    </Section>
  );
}

function InShort({ statement }: { statement: OwnStatement }) {
  const { spend, cache, stops, outcomes, compensation, role_band: band, seen } = statement;
  const results = outcomes
    .map(
      ({ name, done, taken_back: back }) =>
        `${done} ${name}${back > 0 ? `, ${back} of them taken back` : ''}`,
    )
    .join('; ');
  const facts = [
    [
      'Spent',
      <Money key="spent" value={spend.total} currency="USD" />,
      `${Number(spend.requests).toLocaleString('en-US')} requests`,
    ],
    [
      'Avoidable',
      cache.avoidable === null ? (
        'cannot tell'
      ) : (
        <Money key="avoidable" value={cache.avoidable} currency="USD" />
      ),
      cache.basis,
    ],
    [
      'Lost to refusals',
      stops.minutes === null ? 'not known any more' : `${stops.minutes} minutes, ${stops.calls} calls`,
      stops.basis,
    ],
    ['What came of it', results || 'nothing that names you', 'For you alone.'],
    [
      'Your role',
      band ? `${moneyExact(band.low, 'USD')} to ${moneyExact(band.high, 'USD')}` : '–',
      statement.role_band_basis,
    ],
    [
      'Tax',
      compensation.taxable === null ? 'nothing taxable' : moneyExact(compensation.taxable, 'USD'),
      compensation.wording,
    ],
    [
      'Looks by others',
      seen.length === 0 ? 'none' : String(seen.length),
      'Who, when and for what stands below.',
    ],
  ] as const;
  return (
    <table className="table cards" aria-label={`Statement of ${monthWords(statement.month)} in short`}>
      <tbody>
        {facts.map(([name, value, why]) => (
          <tr key={name}>
            <th scope="row" className="head whitespace-nowrap text-left font-[560]">
              {name}
            </th>
            <td className="tabular-nums">{value}</td>
            <td className="prose text-mute">{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
