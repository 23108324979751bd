import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Money } from '../../components/money.tsx';
import { sumOf } from '../../format/sum.ts';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';

/** The bridge of a month: what vendors asked for beside what was measured. */
export function useBridge(month: Month) {
  const { workspace } = useView();
  return useQuery({
    queryKey: ['bridge', workspace, month.key],
    queryFn: () => client.charge.bridge({ workspace, from: month.from, to: month.to }),
  });
}

export function LedgerHeroes({ month }: { month: Month }) {
  const { workspace } = useView();
  const bridge = useBridge(month);
  const credits = useQuery({
    queryKey: ['credits', workspace],
    queryFn: () => client.charge.credits.list({ workspace }),
  });
  const error = bridge.error ?? credits.error;
  if (error)
    return <Failure error={error} onRetry={() => Promise.all([bridge.refetch(), credits.refetch()])} />;
  if (!bridge.data || !credits.data) return <Skeleton height={92} />;
  const { rows } = bridge.data;
  const invoiced = sumOf(rows.map((row) => row.invoiced));
  const gap = sumOf(rows.filter((row) => Number(row.invoiced) !== 0).map((row) => row.gap));
  const prepaid = credits.data.runway;
  const months = prepaid.map((r) => r.runway_months).filter((m) => m !== null);
  const lasts =
    months.length > 0 ? `lasts ${Math.min(...months.map(Number))} months at this pace` : 'no credits drawn';
  const cells: readonly (readonly [name: string, value: string | null, note: string])[] = [
    ['Measured', sumOf(rows.map((row) => row.measured)), 'usage at your terms'],
    ['Invoiced', invoiced === '0' ? null : invoiced, invoiced === '0' ? 'no invoice yet' : 'for this month'],
    ['Unexplained gap', invoiced === '0' ? null : gap, 'invoiced less accrued'],
    ['Accrued, not invoiced', sumOf(rows.map((row) => row.uninvoiced)), 'owed for measured usage'],
    ['Prepaid left', sumOf(prepaid.map((r) => r.balance)), lasts],
  ];
  return (
    <HeroLine label="The month’s money">
      {cells.map(([name, value, note]) => (
        <HeroCell key={name}>
          <HeroName>{name}</HeroName>
          <HeroValue>
            <Money value={value} currency="USD" />
          </HeroValue>
          <HeroNote>{note}</HeroNote>
        </HeroCell>
      ))}
    </HeroLine>
  );
}
