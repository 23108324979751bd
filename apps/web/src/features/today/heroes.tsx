import type { MetricResult } from '@exchequer/model/contract';
import { Link } from '@tanstack/react-router';
import { metric, totalOf } from '../../api/metric-keys.ts';
import { useMetric } from '../../api/metrics.ts';
import { HeroLine } from '../../components/hero-line.tsx';
import { ProvenanceDot } from '../../components/provenance.tsx';
import { inline } from '../../format/number.ts';
import { type CostKind, carried } from '../../state/search.ts';
import type { View } from '../../state/view.ts';
import { peopleQuery } from './figures.ts';
import { ForecastHero } from './forecast-hero.tsx';
import { useMonthForecast } from './forecast-read.ts';
import { Hero } from './hero.tsx';

const spendNames: Record<CostKind, string> = {
  list: 'Spend at list prices',
  contracted: 'Spend on our terms',
  marginal: 'Spend added',
};

/** The five figures the page is about, on one line. */
export function Heroes({
  result,
  view,
  onOpen,
}: {
  result: MetricResult;
  view: View;
  onOpen: (metricKey: string) => void;
}) {
  const normalised = totalOf(result, metric.normalisedTokens).value;
  const requests = totalOf(result, metric.requests).value;
  const spend = metric.spend[view.cost];
  const perMillion = metric.costPerMillion[view.cost];
  const forecast = useMonthForecast(view);
  return (
    <HeroLine>
      <Hero
        name={spendNames[view.cost]}
        metricKey={spend}
        result={result}
        bounded
        onOpen={() => onOpen(spend)}
        note={requests ? `${inline(requests, 'count')} requests` : null}
      />
      {forecast ? <ForecastHero told={forecast} /> : null}
      <Hero
        name="Tokens processed"
        metricKey={metric.tokens}
        result={result}
        bounded
        onOpen={() => onOpen(metric.tokens)}
        note={normalised ? `${inline(normalised, 'tokens')} normalised` : null}
      />
      <Hero
        name="Cost per million tokens"
        metricKey={perMillion}
        result={result}
        onOpen={() => onOpen(perMillion)}
      />
      {forecast ? null : (
        <Hero
          name="Cache-read share"
          metricKey={metric.cacheReadShare}
          result={result}
          onOpen={() => onOpen(metric.cacheReadShare)}
          note="of input"
        />
      )}
      <PerEmployee view={view} onOpen={() => onOpen(metric.perEmployeeMedian)} />
    </HeroLine>
  );
}

/** The upper end, and how much of the usage is known to be anybody’s. */
function perEmployeeNote(p90: string | null, attributed: string | null): string {
  const high = p90 === null ? '' : `P90 ${inline(p90, 'tokens')}`;
  const known =
    attributed !== null && Number(attributed) < 1 ? `${inline(attributed, 'share')} attributed` : '';
  return ['normalised', high, known].filter(Boolean).join(' · ');
}

function PerEmployee({ view, onOpen }: { view: View; onOpen: () => void }) {
  const { data } = useMetric(view.workspace, peopleQuery(view));
  if (!data) return <div className="px-4 py-3.5 text-[12.5px] text-mute">Tokens per employee, median</div>;
  const p90 = totalOf(data, metric.perEmployeeP90).value;
  if (totalOf(data, metric.perEmployeeMedian).value !== null) {
    return (
      <Hero
        name="Tokens per employee, median"
        metricKey={metric.perEmployeeMedian}
        result={data}
        onOpen={onOpen}
        note={perEmployeeNote(p90, data.provenance.attributed_token_share)}
      />
    );
  }
  const [need, detail] = (totalOf(data, metric.perEmployeeMedian).needs ?? 'people').split(': ');
  return (
    <div className="min-w-0 px-4 py-3.5 last:pr-0 max-lg:px-3 max-sm:pl-0">
      <div className="flex items-center gap-1.5 text-[12.5px] text-mute">
        <span className="truncate">Tokens per employee</span>
        <ProvenanceDot kind={data.provenance.kind} />
      </div>
      <div className="mt-1.5 text-[15px] font-[550] text-mute">Needs: {need}</div>
      {detail ? <div className="text-[12.5px] text-mute">{detail}</div> : null}
      {need?.startsWith('a price') ? null : (
        <Link
          to="/w/$ws/people"
          params={{ ws: view.workspace }}
          search={carried}
          className="link text-[12.5px]"
        >
          Import people
        </Link>
      )}
    </div>
  );
}
