import type { BudgetSummary } from '@exchequer/model/contract';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { bucketWords } from '../../state/calendar.ts';
import { useUncovered } from './reads.ts';
import { teamSums } from './team-sums.ts';

/** Usage that no envelope covers: it counts everywhere else, and nothing here limits it. */
export function Uncovered({ summary }: { summary: BudgetSummary }) {
  const [open, setOpen] = useState(false);
  const { amount, since } = summary.uncovered;
  if (Number(amount) === 0)
    return <p className="mt-4 text-[13px] text-mute">Every usage falls under an envelope.</p>;
  return (
    <div className="mt-5 border-l-2 border-warn pl-4">
      <p>
        <Money value={amount} currency="USD" /> of usage falls under no envelope
        {since ? `, since ${bucketWords(since, 'day')}` : ''}. It is counted and charged all the same; nothing
        limits it.
      </p>
      <Button kind="quiet" className="-ml-2.5" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the teams' : 'Show by team'}
      </Button>
      {open ? <ByTeam /> : null}
    </div>
  );
}

function ByTeam() {
  const { data, error, refetch } = useUncovered();
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={80} />;
  return (
    <table className="table dense max-w-xl">
      <thead>
        <tr>
          <th scope="col">Team</th>
          <th scope="col" className="n">
            Days
          </th>
          <th scope="col" className="n">
            Uncovered
          </th>
        </tr>
      </thead>
      <tbody>
        {teamSums(data.days).map((team) => (
          <tr key={team.key}>
            <td>{team.name}</td>
            <td className="n">{team.days}</td>
            <td className="n">
              <Money value={team.amount} currency={team.currency} opened />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
