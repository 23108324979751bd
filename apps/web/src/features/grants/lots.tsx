import type { GrantLot } from '@exchequer/model/contract';
import { Money } from '../../components/money.tsx';

const kinds = { accrual: '', rollover: 'carried over', transfer: 'passed on', pool: 'pool' } as const;

/** Lots, the earliest expiry first: that is the order in which they are used. */
export function Lots({ lots, currency }: { lots: readonly GrantLot[]; currency: string }) {
  if (lots.length === 0) return <p className="py-1.5 text-[13px] text-mute">No lot yet.</p>;
  const ordered = [...lots].sort((a, b) => a.expires_on.localeCompare(b.expires_on));
  return (
    <div className="overflow-x-auto">
      <table className="table dense">
        <thead>
          <tr>
            <th scope="col">Usable</th>
            {['Granted', 'Used', 'Left'].map((name) => (
              <th key={name} scope="col" className="n">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((lot) => (
            <tr key={lot.id}>
              <td>
                {lot.starts_on} until {lot.expires_on} <span className="text-mute">{kinds[lot.kind]}</span>
              </td>
              <td className="n">
                <Money value={lot.granted} currency={currency} />
              </td>
              <td className="n">
                <Money value={lot.used} currency={currency} />
              </td>
              <td className="n">
                <Money value={lot.available} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
