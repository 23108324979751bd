import type { SpendForecastView } from '@exchequer/model/contract';
import { HeroCell, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { ProvenanceDot } from '../../components/provenance.tsx';
import { tick } from '../../format/number.ts';
import { monthName } from '../../state/calendar.ts';
import { useWorkspace } from '../../state/view.ts';

/** What the running month will have cost: a range, never a point. */
export function ForecastHero({ told }: { told: SpendForecastView }) {
  const sample = useWorkspace() === 'sample';
  const { estimate, period, needs, says } = told;
  return (
    <HeroCell>
      <HeroName mark={<ProvenanceDot kind={sample ? 'sample' : 'estimated'} />}>
        {monthName(period.from)} forecast
      </HeroName>
      {estimate ? (
        <HeroValue>
          <span title={says}>{rangeText(estimate)}</span>
        </HeroValue>
      ) : (
        <div className="mt-1 min-h-[32px] text-[15px] font-[550] text-mute">Needs: {needs}</div>
      )}
      <HeroNote>{estimate ? noteText(estimate, told.label) : null}</HeroNote>
    </HeroCell>
  );
}

type Estimate = NonNullable<SpendForecastView['estimate']>;

function rangeText({ low80, high80 }: Estimate): string {
  const [low, high] = [tick(Number(low80), 'usd'), tick(Number(high80), 'usd')];
  return low === high ? low : `${low}–${high.replace('$', '')}`;
}

const labelWords: Record<NonNullable<SpendForecastView['label']>, string> = {
  'naive-only': 'under 28 days: as a week ago',
  gappy: 'many empty days: take with care',
  constant: 'never changed: no band',
  'all-zero': 'nothing was spent',
};

function noteText({ budget, over_budget }: Estimate, label: SpendForecastView['label']): string {
  const level = label === null ? '80 % range' : labelWords[label];
  if (budget === null || over_budget === null) return level;
  return `${level} · ${Math.round(over_budget * 100)} % likely over ${tick(Number(budget), 'usd')}`;
}
