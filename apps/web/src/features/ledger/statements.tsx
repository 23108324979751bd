import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { type LedgerSearch, statementViews, unitKinds } from '../../state/ledger-search.ts';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';
import { unitKindNames, unitLabel, viewName } from './words.ts';

const parts = [
  ['usage', 'Usage'],
  ['shared', 'Shared cost'],
  ['other', 'Other entries'],
  ['total', 'Total'],
] as const;

/** What each unit of the company is charged; the rows sum to the expense of the ledger. */
export function Statements({ month, search }: { month: Month; search: LedgerSearch }) {
  const { workspace, change } = useView();
  const kind = search.by ?? 'cost_center';
  const view = search.view ?? 'booked';
  const units = useQuery({
    queryKey: ['units', workspace, month.key, kind, view],
    queryFn: () => client.ledger.units({ workspace, kind, period: month.key, view }),
  });
  return (
    <Section
      id="statements"
      title="Who is charged"
      sub="Usage, shares of common cost and other entries per unit. The last line is the expense of the ledger."
      tools={
        <div className="flex flex-wrap gap-2">
          <Segmented
            label="By"
            value={kind}
            options={unitKinds.map((value) => ({ value, name: unitKindNames[value] }))}
            onChange={(by) => change({ by: by === 'cost_center' ? undefined : by })}
          />
          <Segmented
            label="View"
            value={view}
            options={statementViews.map((value) => ({ value, name: viewName(value) }))}
            onChange={(next) => change({ view: next === 'booked' ? undefined : next })}
          />
        </div>
      }
    >
      {units.error ? <Failure error={units.error} onRetry={() => units.refetch()} /> : null}
      {!units.data && !units.error ? <Skeleton height={160} /> : null}
      {units.data?.items.length === 0 ? (
        <p className="py-2 text-mute">Nothing was charged in {month.name}.</p>
      ) : null}
      {units.data && units.data.items.length > 0 ? <Units units={units.data} /> : null}
    </Section>
  );
}

type UnitList = Awaited<ReturnType<typeof client.ledger.units>>;

function Units({ units }: { units: UnitList }) {
  const { change } = useView();
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">{unitKindNames[units.kind]}</th>
          {parts.map(([key, name]) => (
            <th key={key} scope="col" className="n">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {units.items.map((unit) => (
          <tr key={unit.key} className="opens" onClick={() => change({ unit: unit.key })}>
            <td className="head">
              <button
                type="button"
                className="text-left hover:text-accent"
                onClick={() => change({ unit: unit.key })}
              >
                {unitLabel(unit.label)}
              </button>
            </td>
            {parts.map(([key, name]) => (
              <td key={key} className="n" data-label={name}>
                <Money value={unit[key]} currency={units.currency} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="total">
          <td className="head">All</td>
          {parts.map(([key, name]) => (
            <td key={key} className="n" data-label={name}>
              <Money value={units.totals[key]} currency={units.currency} />
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
