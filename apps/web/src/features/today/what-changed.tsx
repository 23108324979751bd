import type { BridgePart, BridgeResult, ExplainedBy } from '@exchequer/model/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { client } from '../../api/client.ts';
import { bridgeChart, bridgeHeight, bridgeRowHeight, cssColour } from '../../charts/index.ts';
import { Amount } from '../../components/amount.tsx';
import { ChartFrame } from '../../components/chart-frame.tsx';
import { Drawn } from '../../components/drawn.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useWidth } from '../../components/width.ts';
import { inline } from '../../format/number.ts';
import { rangeWords } from '../../state/calendar.ts';
import { dimensionNames } from '../../state/filter.ts';
import { useView } from '../../state/view.ts';
import { BridgeItems } from './bridge-items.tsx';
import { bys, partNames, rowsOf } from './bridge-words.ts';
import { withoutClasses } from './figures.ts';

/** Why spend changed between the compared range and this one, step by step, each step opened on demand. */
export function WhatChanged() {
  const view = useView();
  const [by, setBy] = useState<ExplainedBy>('workflow');
  const compare = view.compare === 'year' ? 'year' : 'previous';
  const asked = {
    ...({ workspace: view.workspace, range: view.range, cost: view.cost, by, compare } as const),
    filters: withoutClasses(view.filters),
  };
  const { data, error, refetch } = useQuery<BridgeResult>({
    queryKey: ['explain', 'bridge', asked],
    queryFn: ({ signal }) => client.explain.bridge(asked, { signal }),
    placeholderData: keepPreviousData,
    enabled: view.compare !== 'none',
  });
  if (view.compare === 'none') return null;
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={300} />;
  return (
    <ChartFrame
      title="What changed"
      reading={`${data.says} Compared: ${rangeWords(data.compare_range.from, data.compare_range.to)}.`}
      tools={
        <Segmented
          label="Told apart by"
          value={by}
          options={bys.map((value) => ({ value, name: dimensionNames[value] }))}
          onChange={setBy}
        />
      }
      table={<BridgeTable result={data} />}
    >
      {data.needs ? null : <Waterfall result={data} />}
      <Unpriced result={data} />
    </ChartFrame>
  );
}

const signed = (amount: string): string => `${Number(amount) > 0 ? '+' : ''}${inline(amount, 'usd')}`;

function Waterfall({ result }: { result: BridgeResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [open, setOpen] = useState<BridgePart['key'] | null>(null);
  const id = useId().replace(/\W/g, '');
  const view = useView();
  const parts = rowsOf(result.parts);
  const change = String(parts.reduce((sum, { amount }) => sum + Number(amount), 0));
  const rows = parts.map(({ key, amount }) => ({
    ...{ key, label: partNames[key], value: Number(amount), shown: signed(amount) },
  }));
  const total = { key: 'change', label: 'Change in all', value: Number(change), shown: signed(change) };
  const shown = parts.find(({ key }) => key === open);
  return (
    <>
      <div ref={ref} className="relative" style={{ minHeight: bridgeHeight(rows.length) }}>
        {width > 0 ? (
          <Drawn
            drawing={bridgeChart({
              ...{ width, rows, total, id, hatched: view.workspace === 'sample' },
              colours: { more: cssColour('series2'), less: cssColour('series1'), total: cssColour('ink') },
              ink: { text: cssColour('ink'), quiet: cssColour('mute'), grid: cssColour('edge') },
            })}
          />
        ) : null}
        {rows.map(({ key, label, shown: amount }, at) => (
          <button
            key={key}
            type="button"
            aria-expanded={open === key}
            aria-label={`${label}: ${amount}`}
            title="Open its parts"
            onClick={() => setOpen(open === key ? null : key)}
            className="absolute inset-x-0 rounded-sm hover:bg-ink/5 aria-expanded:bg-ink/5"
            style={{ top: at * bridgeRowHeight, height: bridgeRowHeight - 3 }}
          />
        ))}
      </div>
      {shown ? <BridgeItems part={shown} /> : null}
    </>
  );
}

function Unpriced({ result: { unpriced } }: { result: BridgeResult }) {
  if (unpriced.tokens_before === '0' && unpriced.tokens_after === '0') return null;
  return (
    <p className="mt-2 text-[12.5px] text-mute">
      Not in it, for want of a price: {inline(unpriced.tokens_after, 'tokens')} tokens, at most{' '}
      {inline(unpriced.at_most_after, 'usd')} (before {inline(unpriced.tokens_before, 'tokens')}, at most{' '}
      {inline(unpriced.at_most_before, 'usd')}).
    </p>
  );
}

function BridgeTable({ result }: { result: BridgeResult }) {
  return (
    <table className="table dense">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col" className="n">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>Before</td>
          <td className="n">
            <Amount value={result.before} unit="usd" opened />
          </td>
        </tr>
        {result.parts.map(({ key, amount }) => (
          <tr key={key}>
            <td>{partNames[key]}</td>
            <td className="n">
              <Amount value={amount} unit="usd" opened />
            </td>
          </tr>
        ))}
        <tr>
          <td>Now</td>
          <td className="n">
            <Amount value={result.after} unit="usd" opened />
          </td>
        </tr>
      </tbody>
    </table>
  );
}
