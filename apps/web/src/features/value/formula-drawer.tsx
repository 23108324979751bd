import type { MetricDefinition } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useDefinition, useMetric } from '../../api/metrics.ts';
import { Amount } from '../../components/amount.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Tag } from '../../components/tag.tsx';
import { exact, groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { rangeWords } from '../../state/calendar.ts';
import { valueLabel } from '../../state/labels.ts';
import { useView } from '../../state/view.ts';
import { intervalWords, useEvidence } from './evidence.ts';
import { type Figure, useFigures } from './figures.ts';
import { Needs } from './needs.tsx';
import { Shown } from './shown.tsx';

const eras = { headcount: 'headcount', token: 'tokens', both: 'headcount and tokens' };

/** A figure opened: what it means, how it is computed, what it rests on and how it lies over teams. */
export function FormulaDrawer({ metricKey, onClose }: { metricKey: string; onClose: () => void }) {
  const { range } = useView();
  const figures = useFigures([metricKey], 'total');
  const figure = figures.of(metricKey);
  const { definition } = figure;
  if (!definition) return null;
  return (
    <Drawer
      title={definition.name}
      sub={`${rangeWords(range.from, range.to)}, days of ${range.time_zone}`}
      onClose={onClose}
    >
      {figures.error ? <Failure error={figures.error} onRetry={figures.refetch} /> : null}
      <Value figure={figure} definition={definition} />
      <p className="mt-1 text-mute">{definition.meaning}</p>
      <Formula figure={figure} definition={definition} />
      <Inputs metricKey={metricKey} />
      {definition.dimensions.includes('team') && figure.reading?.value != null ? (
        <Teams definition={definition} />
      ) : null}
    </Drawer>
  );
}

function Value({ figure, definition }: { figure: Figure; definition: MetricDefinition }) {
  const evidence = useEvidence([definition.key]).get(definition.key);
  if (!figure.reading) return <Skeleton height={36} className="mt-5" />;
  if (figure.reading.value === null) {
    return (
      <div className="mt-5">
        <Needs text={figure.reading.needs ?? 'usage in this range'} />
      </div>
    );
  }
  return (
    <div className="mt-5 flex flex-wrap items-center gap-3 text-[26px] font-[600] tracking-[-0.02em]">
      <Shown value={figure.reading.value} definition={definition} evidence={evidence} opened />
      {definition.badge ? <Tag>{definition.badge}</Tag> : null}
    </div>
  );
}

/** The sums it is made of, with what is missing of them. */
function Inputs({ metricKey }: { metricKey: string }) {
  const { workspace, range, filters } = useView();
  const { data } = useQuery({
    queryKey: ['explain', workspace, range, metricKey],
    queryFn: () => client.value.explain({ workspace, range, metric: metricKey }),
    // Filters are not part of the explanation: its sums would not be those of the figure above.
    enabled: filters.length === 0,
  });
  if (!data) return null;
  const { evidence } = data;
  const interval = intervalWords(evidence, data.definition.unit);
  return (
    <>
      {data.inputs.length > 0 ? (
        <Part title="What it is made of">
          <Facts
            facts={data.inputs.map((input) => [
              input.name,
              input.sum === null ? (
                <span key={input.measure} className="text-mute">
                  needs {input.needs ?? 'usage'}
                </span>
              ) : (
                groupDigits(input.sum.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''))
              ),
            ])}
          />
        </Part>
      ) : null}
      <Part title="What it rests on">
        <Facts
          facts={[
            ['Grade', `${evidence.grade}: ${evidence.grade_meaning}`],
            ['Counted', groupDigits(evidence.n)],
            ['Teams', evidence.teams > 0 ? String(evidence.teams) : null],
            [
              'Interval',
              interval && evidence.interval
                ? `${interval}, ${Math.round(evidence.interval.level * 100)} %, ${evidence.interval.method}`
                : null,
            ],
            ['Covers', evidence.coverage === null ? null : exact(evidence.coverage, 'share')],
            ['Note', evidence.reason],
          ]}
        />
      </Part>
    </>
  );
}

function Formula({ figure, definition }: { figure: Figure; definition: MetricDefinition }) {
  const { range, change } = useView();
  const twin = useDefinition(definition.pair ?? '');
  const before = figure.reading?.compare_value ?? null;
  const snapshot = figure.result?.provenance.snapshot_at;
  return (
    <Part title="How it is computed">
      <Facts
        facts={[
          ['Formula', <code key="formula">{definition.formula}</code>],
          ['Inputs', definition.inputs.join(', ')],
          ['Compared', before === null ? null : exact(before, definition.unit)],
          ['Caveat', definition.caveats],
          ['Language of', eras[definition.era]],
          [
            'Read beside',
            twin ? (
              <button
                key="pair"
                type="button"
                className="link text-left"
                onClick={() => change({ figure: twin.key })}
              >
                {twin.name}
              </button>
            ) : null,
          ],
          ['Provenance', figure.result?.provenance.kind],
          ['Snapshot', snapshot ? moment(snapshot, range.time_zone, true) : null],
        ]}
      />
    </Part>
  );
}

/** Over teams, in the order of their names: teams are compared with themselves over time, not ranked. */
function Teams({ definition }: { definition: MetricDefinition }) {
  const { workspace, range, filters } = useView();
  const { data, error, refetch } = useMetric(workspace, {
    metrics: [definition.key],
    range,
    filters,
    compare: 'previous',
    grain: 'total',
    group_by: ['team'],
    limit: 50,
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data || data.query.metrics[0] !== definition.key) return <Skeleton height={120} className="mt-6" />;
  const rows = data.groups
    .map((group) => ({
      key: group.key.join(),
      name: group.other
        ? (group.label[0] ?? 'Other')
        : valueLabel('team', group.key[0] ?? '', group.label[0]),
      value: group.values[0] ?? null,
      before: group.compare_values[0] ?? null,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Part title="By team" aside="by name, never by rank">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col" className="n">
              Before
            </th>
            <th scope="col" className="n">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>{row.name}</td>
              <td className="n text-mute">
                <Amount value={row.before} unit={definition.unit} />
              </td>
              <td className="n">
                <Amount value={row.value} unit={definition.unit} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}
