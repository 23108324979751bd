import type { MetricQuery, MetricResult } from '@exchequer/model/contract';
import { useState } from 'react';
import { useMetric } from '../../api/metrics.ts';
import { Amount } from '../../components/amount.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { delta } from '../../format/delta.ts';
import { rangeWords } from '../../state/calendar.ts';
import { dimensionNames } from '../../state/filter.ts';
import { useView } from '../../state/view.ts';
import { type MoverDimension, moverDimensions } from './figures.ts';
import { isCompared, type Mover, moversOf } from './movers-of.ts';

/** What moved most between the compared range and this one; without a comparison, what costs most. */
export function Movers({ queryFor }: { queryFor: (by: MoverDimension) => MetricQuery }) {
  const view = useView();
  const [by, setBy] = useState<MoverDimension>('model');
  const { data, error, refetch } = useMetric(view.workspace, queryFor(by));
  return (
    <section className="mt-10">
      <div className="mb-1 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2 className="text-[15px] font-semibold">
            {data && isCompared(data) ? 'What moved' : 'Where it went'}
          </h2>
          <p className="text-[13px] text-mute">
            {data?.compare_range && isCompared(data)
              ? `Change in spend against ${rangeWords(data.compare_range.from, data.compare_range.to)}, largest first.`
              : 'Largest spend first.'}
          </p>
        </div>
        <Segmented
          label="Movers by"
          value={by}
          options={moverDimensions.map((value) => ({ value, name: dimensionNames[value] }))}
          onChange={setBy}
        />
      </div>
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!error && (!data || data.query.group_by[0] !== by) ? <Skeleton height={180} /> : null}
      {!error && data && data.query.group_by[0] === by ? <MoverTable data={data} by={by} /> : null}
    </section>
  );
}

function MoverTable({ data, by }: { data: MetricResult; by: MoverDimension }) {
  const { filterBy } = useView();
  const compared = isCompared(data);
  return (
    <table className="table cards border-t border-ink">
      <thead>
        <tr>
          <th scope="col">{dimensionNames[by]}</th>
          <th scope="col" className="n">
            Tokens
          </th>
          {compared ? (
            <th scope="col" className="n">
              Before
            </th>
          ) : null}
          <th scope="col" className="n">
            Spend
          </th>
          {compared ? (
            <th scope="col" className="n">
              Change
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {moversOf(data, by).map((row) => (
          <tr key={row.key} data-row className="opens">
            <td className="head">
              {row.other ? (
                row.label
              ) : (
                <button
                  type="button"
                  className="text-left hover:text-accent"
                  title="Filter by it"
                  onClick={() => filterBy({ dimension: by, op: 'is', values: [row.key] })}
                >
                  {row.label}
                </button>
              )}
            </td>
            <td className="n" data-label="Tokens">
              <Amount value={row.tokens} unit="tokens" />
            </td>
            {compared ? (
              <td className="n text-mute" data-label="Before">
                <Amount value={row.before} unit="usd" />
              </td>
            ) : null}
            <td className="n" data-label="Spend">
              {row.now === null ? (
                <span className="text-warn">unpriced</span>
              ) : (
                <Amount value={row.now} unit="usd" />
              )}
            </td>
            {compared ? (
              <td className="n" data-label="Change">
                <Change row={row} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Change({ row }: { row: Mover }) {
  if (row.now === null) return <span className="text-mute">–</span>;
  if (row.change === null || Number(row.change) === 0) return <span className="text-mute">unchanged</span>;
  const rise = Number(row.change) > 0;
  const relative = delta(row.now, row.before, 'usd', 'neither');
  return (
    <span className="whitespace-nowrap">
      {rise ? '↑ +' : '↓ '}
      <Amount value={row.change} unit="usd" />
      <span className="ml-2 inline-block min-w-14 text-mute">{relative ? relative.text : 'new'}</span>
    </span>
  );
}
