import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Part } from '../../components/drawer.tsx';
import { Money } from '../../components/money.tsx';
import { moment } from '../../format/time.ts';
import { useView } from '../../state/view.ts';

/** Where the call stands in the books: each batch that booked it, down to its transaction. */
export function InTheBooks({ id, zone }: { id: string; zone: string }) {
  const { workspace } = useView();
  const { data } = useQuery({
    queryKey: ['event-charges', workspace, id],
    queryFn: () => client.charge.charges.ofEvent({ workspace, id }),
  });
  if (!data || data.bookings.length === 0) return null;
  return (
    <Part title="In the books">
      <table className="table dense">
        <tbody>
          {data.bookings.map((booking) => (
            <tr key={`${booking.batch_id} ${booking.reason}`}>
              <td>{moment(booking.recorded_at, zone, true)}</td>
              <td>
                {booking.posted ? (
                  <Transactions ids={booking.charges.map((charge) => charge.transaction_id)} />
                ) : (
                  <span className="text-mute">not posted yet</span>
                )}
              </td>
              <td className="n">
                <Money value={booking.amount} currency="USD" opened />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function Transactions({ ids }: { ids: readonly (string | null)[] }) {
  const { workspace } = useView();
  const known = [...new Set(ids.filter((id) => id !== null))];
  if (known.length === 0) return <span className="text-mute">costs nothing here</span>;
  return known.map((id) => (
    <Link key={id} to="/w/$ws/ledger" params={{ ws: workspace }} search={{ txn: id }} className="link mr-2">
      {id}
    </Link>
  ));
}
