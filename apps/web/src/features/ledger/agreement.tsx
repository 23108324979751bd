import type { SumProof } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Check, TriangleAlert } from 'lucide-react';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { isZero } from '../../format/sum.ts';
import { moment } from '../../format/time.ts';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';

const stations: Record<SumProof['stations'][number]['station'], string> = {
  journal: 'Usage journal',
  charges: 'Charges',
  ledger: 'Ledger',
  statements: 'Statements',
  focus: 'FOCUS rows',
  general_ledger: 'General ledger',
};

/** The same money at every station, from the metered call to the general ledger. */
export function Agreement({ month }: { month: Month }) {
  const { workspace } = useView();
  const proof = useQuery({
    queryKey: ['reconcile', workspace, month.key],
    queryFn: () => client.ledger.reconcile({ workspace, from: month.from, to: month.to }),
  });
  return (
    <Section
      id="agreement"
      title="Do the books agree?"
      sub="Cost of the usage that happened in the month, added up at every station on its way. Exact to the last digit, or the difference is named."
    >
      {proof.error ? <Failure error={proof.error} onRetry={() => proof.refetch()} /> : null}
      {!proof.data && !proof.error ? <Skeleton height={96} /> : null}
      {proof.data ? <Proof proof={proof.data} month={month} /> : null}
    </Section>
  );
}

function Proof({ proof, month }: { proof: SumProof; month: Month }) {
  return (
    <>
      <p className={`flex items-center gap-2 py-1.5 ${proof.equal ? 'text-good' : 'text-stop'}`}>
        {proof.equal ? <Check size={16} aria-hidden /> : <TriangleAlert size={16} aria-hidden />}
        <span className="font-[560]">
          {proof.equal ? 'All stations say the same' : 'The stations do not say the same'}
        </span>
        <span className="text-[12.5px] text-mute">at {moment(proof.snapshot_at, month.timeZone, true)}</span>
      </p>
      <ol className="grid grid-cols-6 border-t border-line max-lg:grid-cols-3 max-sm:grid-cols-1">
        {proof.stations.map((station) => (
          <li
            key={station.station}
            className="border-b border-line py-2 pr-3 max-sm:flex max-sm:justify-between"
          >
            <span className="block text-[12.5px] text-mute">{stations[station.station]}</span>
            <span className="block text-[13px] font-[560] break-all">
              <Money value={station.amount} currency="USD" opened />
            </span>
            {isZero(station.difference) ? null : (
              <span className="block text-[12.5px] text-stop">
                off by <Money value={station.difference} currency="USD" opened />
              </span>
            )}
          </li>
        ))}
      </ol>
      {proof.differences.length > 0 ? <Differences proof={proof} /> : null}
    </>
  );
}

function Differences({ proof }: { proof: SumProof }) {
  return (
    <table className="table dense cards mt-3" aria-label="Where journal and ledger differ">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Provider</th>
          {['Journal', 'Ledger', 'Difference'].map((name) => (
            <th key={name} scope="col" className="n">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {proof.differences.map((row) => (
          <tr key={`${row.day} ${row.provider}`}>
            <td className="head">{row.day}</td>
            <td data-label="Provider">{row.provider}</td>
            <td className="n" data-label="Journal">
              <Money value={row.journal} currency="USD" opened />
            </td>
            <td className="n" data-label="Ledger">
              <Money value={row.ledger} currency="USD" opened />
            </td>
            <td className="n text-stop" data-label="Difference">
              <Money value={row.difference} currency="USD" opened />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
