import type { Stress as StressGrid } from '@exchequer/model/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { readAmount } from '../../format/money.ts';
import { useView } from '../../state/view.ts';

const bases = [
  { value: 'entitlement', name: 'All that is promised' },
  { value: 'use', name: 'What is used' },
] as const;

/** Can the promised grants be afforded when prices or usage move? */
export function Stress() {
  const { workspace } = useView();
  const [base, setBase] = useState<'entitlement' | 'use'>('entitlement');
  const [typed, setTyped] = useState('');
  const budget = readAmount(typed) ?? undefined;
  const { data, error, refetch } = useQuery({
    queryKey: ['grant-stress', workspace, base, budget],
    queryFn: () => client.compensation.stress({ workspace, base, budget }),
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      id="stress"
      title="If prices or usage move"
      sub="What the grants would cost a year, against what is set aside for them."
      tools={
        <div className="flex flex-wrap items-center gap-2">
          <Segmented label="Of" value={base} options={bases} onChange={setBase} />
          <input
            className="field w-40"
            inputMode="decimal"
            placeholder="Budget a year"
            aria-label="Budget a year, dollars"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      }
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={150} /> : null}
      {data ? <Grid stress={data} /> : null}
    </Section>
  );
}

const signed = (percent: number) =>
  percent === 0 ? 'as today' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;

function Grid({ stress }: { stress: StressGrid }) {
  const prices = [...new Set(stress.cells.map((cell) => cell.price_percent))];
  const usages = [...new Set(stress.cells.map((cell) => cell.usage_times))];
  return (
    <>
      <p className="py-1.5 text-[13px]">{stress.reading}</p>
      <div className="overflow-x-auto">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Usage</th>
              {prices.map((price) => (
                <th key={price} scope="col" className="n">
                  Prices {signed(price)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {usages.map((usage) => (
              <tr key={usage}>
                <td>{usage === 1 ? 'as today' : `${usage} times`}</td>
                {prices.map((price) => {
                  const cell = stress.cells.find((c) => c.price_percent === price && c.usage_times === usage);
                  return (
                    <td key={price} className={`n ${cell?.breaks ? 'text-stop' : ''}`}>
                      <Money value={cell?.cost ?? null} currency={stress.currency} />
                      {cell?.breaks ? (
                        <span className="block text-[12px]">
                          over by <Money value={cell.over} currency={stress.currency} />
                        </span>
                      ) : null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
