import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { isZero, sumOf } from '../../format/sum.ts';
import { useBridge } from './heroes.tsx';
import type { Month } from './month.ts';

const columns = [
  ['measured', 'Measured', 'Usage at your terms'],
  ['prepaid', 'From credits', 'Covered by prepaid credits'],
  ['accrued', 'Accrued', 'Owed for usage'],
  ['accrued_manually', 'By hand', 'Accruals entered by hand'],
  ['invoiced', 'Invoiced', 'Asked for by the vendor'],
  ['gap', 'Gap', 'Invoiced less everything accrued'],
] as const;

/** From what was measured to what was invoiced, vendor by vendor. */
export function Bridge({ month }: { month: Month }) {
  const bridge = useBridge(month);
  return (
    <Section
      id="bridge"
      title="From usage to invoice"
      sub="What was measured is paid from credits or accrued; an invoice replaces the accrual. What it does not explain is the gap."
    >
      {bridge.error ? <Failure error={bridge.error} onRetry={() => bridge.refetch()} /> : null}
      {!bridge.data && !bridge.error ? <Skeleton height={96} /> : null}
      {bridge.data?.rows.length === 0 ? (
        <p className="py-2 text-mute">No vendor was used in {month.name}.</p>
      ) : null}
      {bridge.data && bridge.data.rows.length > 0 ? (
        <table className="table cards">
          <thead>
            <tr>
              <th scope="col">Vendor</th>
              {columns.map(([key, name, meaning]) => (
                <th key={key} scope="col" className="n" title={meaning}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bridge.data.rows.map((row) => (
              <tr key={`${row.provider} ${row.month}`}>
                <td className="head">
                  {row.provider}
                  {isZero(row.suspense) ? null : (
                    <span className="ml-2 text-[12.5px] text-warn">
                      <Money value={row.suspense} currency="USD" /> at worst is unpriced
                    </span>
                  )}
                </td>
                {columns.map(([key, name]) => (
                  <td key={key} className="n" data-label={name}>
                    {key === 'gap' && isZero(row.invoiced) ? (
                      <span className="text-mute">no invoice</span>
                    ) : (
                      <Money value={row[key]} currency="USD" />
                    )}
                    {key === 'gap' && !isZero(row.invoiced) && row.gap_percent !== null ? (
                      <small className="ml-1 text-mute">{row.gap_percent} %</small>
                    ) : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="total">
              <td className="head">All vendors</td>
              {columns.map(([key, name]) => (
                <td key={key} className="n" data-label={name}>
                  <Total rows={bridge.data.rows} column={key} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      ) : null}
    </Section>
  );
}

type Row = NonNullable<ReturnType<typeof useBridge>['data']>['rows'][number];

/** The gap is told of invoiced vendors alone: what nobody has billed yet is no difference. */
function Total({ rows, column }: { rows: readonly Row[]; column: (typeof columns)[number][0] }) {
  const counted = column === 'gap' ? rows.filter((row) => !isZero(row.invoiced)) : rows;
  if (column === 'gap' && counted.length === 0) return <span className="text-mute">no invoice</span>;
  return <Money value={sumOf(counted.map((row) => row[column]))} currency="USD" />;
}
