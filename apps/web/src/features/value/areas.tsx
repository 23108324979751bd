import type { Evidence, MetricDefinition } from '@exchequer/model/contract';
import { useCatalogue } from '../../api/metrics.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { delta } from '../../format/delta.ts';
import { dimensionNames } from '../../state/filter.ts';
import { intervalWords, useEvidence } from './evidence.ts';
import { type Figure, type Figures, useFigures } from './figures.ts';
import { Needs } from './needs.tsx';
import { keysOfPairs } from './pairs.ts';
import { Shown } from './shown.tsx';

type Area = NonNullable<MetricDefinition['area']>;

const areas: readonly { area: Area; title: string; sub: string }[] = [
  {
    area: 'engineering',
    title: 'Engineering',
    sub: 'Speed and quality stand side by side. Accepted is what was neither reverted nor followed by an incident within its window.',
  },
  {
    area: 'support',
    title: 'Customer operations',
    sub: 'A resolved ticket counts once it was not reopened in its window.',
  },
  { area: 'finance', title: 'Finance', sub: 'Decisions, and how much of the work on them is judgement.' },
  {
    area: 'workforce',
    title: 'People and agents',
    sub: 'Groups of five and more; nothing about one person.',
  },
  {
    area: 'exposure',
    title: 'Dependence',
    sub: 'How much rests on one vendor, and what leaving would cost.',
  },
  { area: 'factory', title: 'Own GPUs', sub: 'What self-hosted tokens cost in money and in energy.' },
];

/** The catalogue by area: every metric that has one, as the server lists them. */
export function Areas({ onOpen }: { onOpen: (key: string) => void }) {
  const catalogue = useCatalogue();
  const listed = areas.map((told) => ({
    ...told,
    metrics: (catalogue.data ?? []).filter(
      (definition) => definition.area === told.area && !keysOfPairs.includes(definition.key),
    ),
  }));
  const shown = listed.filter(({ metrics }) => metrics.length > 0);
  const keys = shown.flatMap(({ metrics }) => metrics.map(({ key }) => key));
  const figures = useFigures(keys, 'total');
  const evidence = useEvidence(keys.filter((key) => figures.of(key).reading?.value != null));
  if (figures.error) return <Failure error={figures.error} onRetry={figures.refetch} />;
  if (figures.pending) return <Skeleton height={200} className="mt-10" />;
  return (
    <>
      {shown.map(({ area, title, sub, metrics }) => (
        <Section key={area} id={area} title={title} sub={sub}>
          <AreaTable title={title} metrics={metrics} figures={figures} evidence={evidence} onOpen={onOpen} />
        </Section>
      ))}
    </>
  );
}

interface TableProps {
  title: string;
  metrics: readonly MetricDefinition[];
  figures: Figures;
  evidence: ReadonlyMap<string, Evidence>;
  onOpen: (key: string) => void;
}

/** The same columns under every heading. */
const widths = ['w-[26%]', 'w-[14%]', 'w-[10%]', 'w-[14%]', 'w-[36%]'];

function AreaTable({ title, metrics, figures, evidence, onOpen }: TableProps) {
  return (
    <table className="table cards sm:table-fixed" aria-label={title}>
      <colgroup className="max-sm:hidden">
        {widths.map((width) => (
          <col key={width} className={width} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" className="n">
            Figure
          </th>
          <th scope="col" className="n">
            Change
          </th>
          <th scope="col">Evidence</th>
          <th scope="col">How it is computed</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map(({ key }) => (
          <Row key={key} figure={figures.of(key)} evidence={evidence.get(key)} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  figure: Figure;
  evidence: Evidence | undefined;
  onOpen: (key: string) => void;
}

function Row({ figure, evidence, onOpen }: RowProps) {
  const { definition, reading, unsplit } = figure;
  if (!definition) return null;
  const interval = intervalWords(evidence, definition.unit);
  const change = delta(
    reading?.value ?? null,
    reading?.compare_value ?? null,
    definition.unit,
    definition.direction,
  );
  return (
    <tr data-row className="opens">
      <td className="head">
        <button
          type="button"
          data-opens
          className="text-left hover:text-accent"
          onClick={() => onOpen(figure.key)}
        >
          {definition.name}
        </button>{' '}
        {definition.badge ? <Tag>{definition.badge}</Tag> : null}
      </td>
      {reading?.value != null ? (
        <>
          <td className="n" data-label="Figure">
            <Shown value={reading.value} definition={definition} evidence={evidence} />
          </td>
          <td className="n text-mute" data-label="Change">
            {change && evidence?.shows !== 'interval' ? `${change.arrow} ${change.text}` : '–'}
          </td>
        </>
      ) : (
        <td className="prose py-2 sm:pl-8" colSpan={2}>
          {unsplit ? (
            <span className="text-mute">Cannot be split by {dimensionNames[unsplit].toLowerCase()}</span>
          ) : (
            <Needs text={reading?.needs ?? 'usage in this range'} />
          )}
        </td>
      )}
      <td className="text-mute" data-label="Evidence">
        {evidence?.grade ?? definition.grade ?? 'E0'}
        {interval && evidence?.shows === 'value' ? (
          <span className="block text-[12px] whitespace-nowrap">{interval}</span>
        ) : null}
      </td>
      <td className="prose text-[12.5px] text-mute">{definition.formula}</td>
    </tr>
  );
}
