import type { Curve } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { type CurveLine, cssColour, curveChart, seriesColours } from '../../charts/index.ts';
import { ChartFrame } from '../../components/chart-frame.tsx';
import { Drawn } from '../../components/drawn.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useWidth } from '../../components/width.ts';
import { useView } from '../../state/view.ts';

/** What more spend brings: points by team and week, curves within teams, and what may be said of them. */
export function ResponseCurve() {
  const { workspace, range } = useView();
  const [worth, setWorth] = useState('');
  const isAmount = /^\d{1,12}(\.\d{1,12})?$/.test(worth.trim()) && Number(worth) > 0;
  const asked = { workspace, range, ...(isAmount && { value_per_outcome: worth.trim() }) };
  const { data, error, refetch } = useQuery({
    queryKey: ['curve', asked],
    queryFn: () => client.value.curve(asked),
    placeholderData: (before) => before,
    staleTime: 600_000,
  });
  return (
    <Section
      id="curve"
      title="What more spend brings"
      sub="Merged pull requests that stood, against what was spent on models in that week and the two before. One point for each team of five and more and each week."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} /> : null}
      {data && data.points.length === 0 ? (
        <p className="py-2 text-[13px] text-mute">Needs: {data.needs ?? 'usage and outcomes'}.</p>
      ) : null}
      {data && data.points.length > 0 ? <Told curve={data} worth={worth} onWorth={setWorth} /> : null}
    </Section>
  );
}

function Told({ curve, worth, onWorth }: { curve: Curve; worth: string; onWorth: (text: string) => void }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  return (
    <>
      <ChartFrame
        title={curve.per === 'person-week' ? 'A head a week' : 'A team a week'}
        reading={curve.sentence}
        table={<CurveTable curve={curve} />}
      >
        <div ref={ref} className="min-w-0">
          {width > 0 ? <Drawn drawing={drawingOf(curve, width)} /> : null}
        </div>
      </ChartFrame>
      {curve.elasticity ? <Slopes curve={curve} /> : null}
      <div className="mt-3 grid max-w-[720px] grid-cols-2 gap-x-6 gap-y-2 max-sm:grid-cols-1">
        {curve.fits.length > 0 ? (
          <TextField
            label="What one merged pull request is worth, in dollars"
            value={worth}
            onChange={onWorth}
            decimal
            placeholder="400"
            hint="Gives the spend at which one more dollar brings one dollar."
          />
        ) : null}
        <p className="self-end text-[13px] text-mute">{optimumWords(curve)}</p>
      </div>
      {curve.needs ? (
        <p className="mt-2 text-[13px] text-mute">To know more it needs {curve.needs}.</p>
      ) : null}
    </>
  );
}

const formNames: Record<Curve['fits'][number]['form'], string> = {
  'linear-log': 'Linear in the logarithm',
  hill: 'Hill',
  saturating: 'Saturating',
  piecewise: 'Two straight pieces',
  power: 'Power law',
};

const dollars = (amount: number): string =>
  `$${amount.toLocaleString('en-US', { maximumFractionDigits: amount < 10 ? 2 : 0 })}`;
const slope = (value: number): string => value.toFixed(2).replace('-', '−');

function drawingOf(curve: Curve, width: number) {
  const shown = curve.fits.filter(({ near_best }) => near_best);
  const lines = shown.map(
    ({ form, line }, at): CurveLine => ({
      ...{ key: form, label: formNames[form], broken: at > 0 },
      colour: cssColour(seriesColours[at % seriesColours.length] ?? 'series1'),
      points: line.map(({ spend, outcomes }) => [Number(spend), Number(outcomes)] as const),
    }),
  );
  const best = curve.optimum;
  return curveChart({
    ...{ width, height: 340, lines },
    points: curve.points.map(({ spend, outcomes }) => ({ spend: Number(spend), results: Number(outcomes) })),
    optimum: best && {
      spend: Number(best.spend),
      low: best.low === null ? null : Number(best.low),
      high: best.high === null ? null : Number(best.high),
      label: `${best.place === 'above' ? 'at least ' : best.place === 'below' ? 'at most ' : ''}${dollars(Number(best.spend))}`,
    },
    tickX: dollars,
    tickY: (value) => String(value),
    names: { x: 'Spend a week, averaged over three', y: 'Merged and kept' },
    ink: {
      ...{ axis: cssColour('mute'), grid: cssColour('line'), point: cssColour('other') },
      ...{ band: cssColour('accentSoft'), mark: cssColour('ink') },
    },
  });
}

function optimumWords({ optimum, elasticity }: Curve): string {
  if (!optimum) return elasticity ? 'An optimum needs what one result is worth.' : '';
  const at = dollars(Number(optimum.spend));
  if (optimum.place === 'above') return `More than was seen still pays: at least ${at} a week.`;
  if (optimum.place === 'below') return `Even the least that was seen, ${at} a week, does not pay.`;
  const interval =
    optimum.low === null || optimum.high === null
      ? 'its interval needs five teams'
      : `95 %: ${dollars(Number(optimum.low))} to ${dollars(Number(optimum.high))}`;
  return `One more dollar brings one dollar at ${at} a week (${interval}).`;
}

/** The three ways of looking, side by side: what is read off too easily stands beside what may be said. */
function Slopes({ curve }: { curve: Curve }) {
  const { elasticity, simpson, quality, headline } = curve;
  if (!elasticity) return null;
  const ten = (value: number) => `${(value * 10).toFixed(1).replace('-', '−')} %`;
  const looks = [
    {
      name: 'Within people',
      value: elasticity.within,
      note: `95 %: ${slope(elasticity.low)} to ${slope(elasticity.high)}`,
      grade: elasticity.grade,
    },
    {
      name: 'All weeks pooled',
      value: elasticity.pooled,
      note: 'who is able and who is busy counts as spend',
      grade: 'E0',
    },
    {
      name: 'Between people',
      value: elasticity.between,
      note: 'who spends more against who brings more',
      grade: 'E0',
    },
  ];
  return (
    <>
      <dl className="mt-4 grid grid-cols-3 gap-x-6 gap-y-3 max-sm:grid-cols-1">
        {looks.map(({ name, value, note, grade }, at) => (
          <div key={name} className="border-t border-line pt-2">
            <dt className="text-[13px] text-mute">
              {name} <Tag>{grade}</Tag>
            </dt>
            <dd className={`text-[20px] tabular-nums ${at === 0 && headline ? 'font-[620]' : 'text-mute'}`}>
              {slope(value)}
            </dd>
            <dd className="text-[12.5px] text-mute">
              {ten(value)} more with ten percent more spend; {note}
            </dd>
          </div>
        ))}
      </dl>
      {simpson ? (
        <p className="mt-2 text-[13px] text-warn">
          All together {slope(simpson.crude)}, within each {simpson.by} {slope(simpson.stratified)}: the two
          point different ways, so neither is a headline.
        </p>
      ) : null}
      {quality?.verdict === 'worse' ? (
        <p className="mt-2 text-[13px] text-warn">
          What is taken back rises with spend too ({slope(quality.within ?? 0)}).
        </p>
      ) : null}
    </>
  );
}

function CurveTable({ curve }: { curve: Curve }) {
  return (
    <table className="table cards" aria-label="Curves within teams">
      <thead>
        <tr>
          <th scope="col">Curve</th>
          <th scope="col" className="n">
            Deviance
          </th>
          <th scope="col" className="n">
            On teams not seen
          </th>
          <th scope="col" className="n">
            AICc
          </th>
          <th scope="col">Drawn</th>
        </tr>
      </thead>
      <tbody>
        {curve.fits.map((fit) => (
          <tr key={fit.form}>
            <td className="head">{formNames[fit.form]}</td>
            <td className="n" data-label="Deviance">
              {fit.deviance.toFixed(1)}
            </td>
            <td className="n" data-label="On teams not seen">
              {fit.held_out.toFixed(1)}
            </td>
            <td className="n" data-label="AICc">
              {fit.aicc.toFixed(1)}
            </td>
            <td data-label="Drawn">{fit.near_best ? 'yes' : 'fits worse'}</td>
          </tr>
        ))}
        {curve.by_team.map(({ team, persons, own, pooled }) => (
          <tr key={team}>
            <td className="head">{team}</td>
            <td className="prose" colSpan={4}>
              Elasticity {slope(own)} by itself, {slope(pooled)} drawn towards all teams; {persons} people
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
