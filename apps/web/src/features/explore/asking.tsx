import type { DimensionKey, MetricDefinition } from '@exchequer/model/contract';
import { Segmented } from '../../components/segmented.tsx';
import { daysBetween } from '../../state/calendar.ts';
import { exploreGrains, exploreLimits } from '../../state/explore-search.ts';
import { dimensionNames } from '../../state/filter.ts';
import { useView } from '../../state/view.ts';
import type { Question } from './question.ts';

const grainNames = { hour: 'Hour', day: 'Day', week: 'Week', month: 'Month' };
const eraNames = { token: 'Tokens', both: 'People and tokens', headcount: 'People' };

/** The question as a sentence of choices: metric, by what, and by what again, per which time. */
export function Asking({
  question,
  catalogue,
}: {
  question: Question;
  catalogue: readonly MetricDefinition[];
}) {
  const { change, range } = useView();
  const { definition, by, grain, limit } = question;
  const grains = exploreGrains.filter((g) => g !== 'hour' || daysBetween(range.from, range.to) <= 62);
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-2 gap-y-2.5 text-[13px]">
      <h1 className="sr-only">Explore: {definition.name}</h1>
      <MetricChoice chosen={definition.key} catalogue={catalogue} onChange={(metric) => change({ metric })} />
      <span className="text-mute">by</span>
      <Splits
        by={by}
        choices={definition.dimensions}
        onChange={(next) => change({ by: next.join(',') || 'none' })}
      />
      <span className="text-mute">per</span>
      <Segmented
        label="Time step"
        value={grain}
        options={grains.map((value) => ({ value, name: grainNames[value] }))}
        onChange={(value) => change({ grain: value }, { replace: true })}
      />
      {by.length > 0 ? (
        <label className="ml-auto flex items-center gap-1.5 text-mute max-sm:ml-0">
          top
          <select
            className="field"
            value={String(limit)}
            onChange={(e) => change({ limit: e.target.value }, { replace: true })}
          >
            {exploreLimits.map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </div>
  );
}

interface MetricChoiceProps {
  chosen: string;
  catalogue: readonly MetricDefinition[];
  onChange: (key: string) => void;
}

function MetricChoice({ chosen, catalogue, onChange }: MetricChoiceProps) {
  const eras = (['token', 'both', 'headcount'] as const)
    .map((era) => ({ era, options: catalogue.filter((d) => d.era === era) }))
    .filter(({ options }) => options.length > 0);
  return (
    <select
      className="field max-w-full text-[15px] font-[560]"
      aria-label="Metric"
      value={chosen}
      onChange={(e) => onChange(e.target.value)}
    >
      {eras.map(({ era, options }) => (
        <optgroup key={era} label={eraNames[era]}>
          {options.map((d) => (
            <option key={d.key} value={d.key}>
              {d.name}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

interface SplitsProps {
  by: readonly DimensionKey[];
  choices: readonly DimensionKey[];
  onChange: (by: DimensionKey[]) => void;
}

function Splits({ by, choices, onChange }: SplitsProps) {
  const set = (position: number, value: string) => {
    const next = [...by];
    const dimension = choices.find((d) => d === value);
    if (dimension) next[position] = dimension;
    else next.splice(position, 1);
    onChange(next.filter((d, i) => next.indexOf(d) === i));
  };
  return (
    <>
      <Dimension
        label="Split by"
        value={by[0]}
        none="nothing"
        choices={choices}
        onChange={(v) => set(0, v)}
      />
      {by.length > 0 ? (
        <>
          <span className="text-mute">and</span>
          <Dimension
            label="Split again by"
            value={by[1]}
            none="nothing else"
            choices={choices.filter((d) => d !== by[0])}
            onChange={(v) => set(1, v)}
          />
        </>
      ) : null}
    </>
  );
}

function Dimension({
  label,
  value,
  none,
  choices,
  onChange,
}: {
  label: string;
  value: DimensionKey | undefined;
  none: string;
  choices: readonly DimensionKey[];
  onChange: (value: string) => void;
}) {
  return (
    <select
      className="field"
      aria-label={label}
      value={value ?? ''}
      onChange={(e) => onChange(e.target.value)}
    >
      <option value="">{none}</option>
      {choices.map((d) => (
        <option key={d} value={d}>
          {dimensionNames[d]}
        </option>
      ))}
    </select>
  );
}
