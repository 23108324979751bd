import type { MetricResult } from '@exchequer/model/contract';
import type { ReactNode } from 'react';
import { totalOf } from '../../api/metric-keys.ts';
import { useDefinition } from '../../api/metrics.ts';
import { cssColour, sparkline } from '../../charts/index.ts';
import { Amount } from '../../components/amount.tsx';
import { Drawn } from '../../components/drawn.tsx';
import { HeroCell, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { ProvenanceDot } from '../../components/provenance.tsx';
import { stackOf } from '../../components/stack.ts';
import { delta } from '../../format/delta.ts';
import { lowerBound, lowerBoundReason } from './headline.ts';

const moods = { better: 'text-good', worse: 'text-stop', neutral: 'text-ink' };

interface Props {
  name: string;
  metricKey: string;
  result: MetricResult;
  onOpen: () => void;
  /** A second line under the figure. */
  note?: ReactNode;
  /** Amounts and counts are lower bounds where a source understates; shares are not. */
  bounded?: boolean;
}

/** A hero figure: value, change, course, how it is known; opens its formula and rows. */
export function Hero({ name, metricKey, result, onOpen, note, bounded = false }: Props) {
  const definition = useDefinition(metricKey);
  const reading = totalOf(result, metricKey);
  const unit = definition?.unit ?? 'count';
  const change = delta(reading.value, reading.compare_value, unit, definition?.direction ?? 'neither');
  const bound = bounded && lowerBound(result) && reading.value !== null;
  return (
    <HeroCell>
      <HeroName mark={<ProvenanceDot kind={result.provenance.kind} />}>{name}</HeroName>
      {reading.value === null ? (
        <Needs text={reading.needs} />
      ) : (
        <HeroValue onOpen={onOpen} opens="Show the formula and the rows">
          <Amount value={reading.value} unit={unit} bound={bound} />
        </HeroValue>
      )}
      <HeroNote>
        {change ? (
          <span className={moods[change.mood]}>
            {change.arrow} {change.text}
          </span>
        ) : null}
        {change && note ? ' · ' : null}
        {note}
      </HeroNote>
      <Course result={result} metricKey={metricKey} additive={definition?.additive ?? true} />
      {bound ? <span className="sr-only">{lowerBoundReason(result)}</span> : null}
    </HeroCell>
  );
}

function Needs({ text }: { text: string | null }) {
  return (
    <div className="mt-1 min-h-[32px]">
      <span className="text-[15px] font-[550] text-mute">Needs: {text ?? 'usage'}</span>
    </div>
  );
}

function Course({
  result,
  metricKey,
  additive,
}: {
  result: MetricResult;
  metricKey: string;
  additive: boolean;
}) {
  const at = result.query.metrics.indexOf(metricKey);
  const grain = result.query.grain;
  if (at < 0 || grain === 'total') return null;
  const [line] = stackOf(result, { grain, dimensions: [], metricIndex: at, additive }).series;
  const values = line?.values ?? [];
  if (values.length < 2) return null;
  return (
    <div className="mt-1.5">
      <Drawn drawing={sparkline({ width: 120, height: 26, values, colour: cssColour('accent') })} />
    </div>
  );
}
