import type { MetricResult } from '@exchequer/model/contract';
import { Link } from '@tanstack/react-router';
import { totalOf } from '../../api/metric-keys.ts';
import { useDefinition, useMetric } from '../../api/metrics.ts';
import { Amount } from '../../components/amount.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { exact, groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { rangeWords } from '../../state/calendar.ts';
import { valueLabel } from '../../state/labels.ts';
import { carried } from '../../state/search.ts';
import { useView } from '../../state/view.ts';
import { lowerBound, lowerBoundReason } from './headline.ts';

/** A figure opened: formula, inputs, exact value, and the rows it is made of. */
export function FigureDrawer({
  metricKey,
  result,
  onClose,
}: {
  metricKey: string;
  result: MetricResult;
  onClose: () => void;
}) {
  const view = useView();
  const definition = useDefinition(metricKey);
  const own = useMetric(view.workspace, { ...result.query, metrics: [metricKey], grain: 'total' });
  if (!definition) return null;
  const reading = totalOf(own.data ?? result, metricKey);
  const { range } = result.query;
  return (
    <Drawer
      title={definition.name}
      sub={`${rangeWords(range.from, range.to)}, days of ${range.time_zone}`}
      onClose={onClose}
    >
      <div className="mt-5 text-[26px] font-[600] tracking-[-0.02em]">
        <Amount
          value={reading.value}
          unit={definition.unit}
          opened
          bound={lowerBound(result) && definition.additive}
        />
      </div>
      <p className="mt-1 text-mute">{definition.meaning}</p>
      <Part title="How it is computed">
        <Facts
          facts={[
            ['Formula', <code key="f">{definition.formula}</code>],
            ['Inputs', definition.inputs.join(', ')],
            [
              'Compared',
              reading.compare_value === null ? null : exact(reading.compare_value, definition.unit),
            ],
            ['Caveat', definition.caveats],
            ['Lower bound', lowerBound(result) ? lowerBoundReason(result) : null],
          ]}
        />
      </Part>
      {definition.dimensions.includes('model') ? <Rows metricKey={metricKey} result={result} /> : null}
      <Known result={result} />
      <p className="mt-6">
        <Link
          to="/w/$ws/explore"
          params={{ ws: view.workspace }}
          search={{ ...carried(view.search), metric: metricKey, tab: 'events' }}
          className="link"
        >
          Open the events behind it
        </Link>
      </p>
    </Drawer>
  );
}

function Known({ result }: { result: MetricResult }) {
  const { range } = result.query;
  return (
    <Part title="How it is known">
      <Facts
        facts={[
          ['Provenance', result.provenance.kind],
          ['Priced', coverage(result.provenance.priced_token_share)],
          ['Attributed', coverage(result.provenance.attributed_token_share)],
          [
            'Duplicates',
            result.provenance.duplicates_collapsed > 0
              ? `${groupDigits(String(result.provenance.duplicates_collapsed))} collapsed`
              : null,
          ],
          [
            'Newest usage',
            result.provenance.newest_event_at
              ? moment(result.provenance.newest_event_at, range.time_zone, true)
              : null,
          ],
          ['Snapshot', moment(result.provenance.snapshot_at, range.time_zone, true)],
        ]}
      />
    </Part>
  );
}

const coverage = (share: string | null) => (share === null ? null : `${exact(share, 'share')} of tokens`);

function Rows({ metricKey, result }: { metricKey: string; result: MetricResult }) {
  const view = useView();
  const definition = useDefinition(metricKey);
  const { data, error, refetch } = useMetric(view.workspace, {
    ...result.query,
    metrics: [metricKey],
    grain: 'total',
    group_by: ['model'],
    limit: 50,
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data || !definition) return <Skeleton height={120} className="mt-6" />;
  return (
    <Part title="By model">
      <table className="table">
        <tbody>
          {data.groups.map((group) => (
            <tr key={group.key.join()}>
              <td>{group.other ? 'Other' : valueLabel('model', group.key[0] ?? '', group.label[0])}</td>
              <td className="n">
                <Amount value={group.values[0] ?? null} unit={definition.unit} opened />
              </td>
            </tr>
          ))}
          <tr className="total">
            <td>{definition.additive ? 'Total' : 'All together'}</td>
            <td className="n">
              <Amount value={data.totals[0]?.value ?? null} unit={definition.unit} opened />
            </td>
          </tr>
        </tbody>
      </table>
    </Part>
  );
}
