import type { MySpend as Spend } from '@exchequer/model/contract';
import { cssColour } from '../../charts/index.ts';
import { Money } from '../../components/money.tsx';
import { Section } from '../../components/section.tsx';
import { TimeChart } from '../../components/time-chart.tsx';
import { inline } from '../../format/number.ts';
import { ago } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';

/** What was used in the last thirty days: by day, model, repository and session; `narrow` in a drawer. */
export function MySpend({
  spend,
  title = 'What you have used',
  series = 'Yours',
  narrow = false,
}: {
  spend: Spend;
  title?: string;
  /** What the bars are called. */
  series?: string;
  narrow?: boolean;
}) {
  const { now } = useSurroundings();
  const { days, by_model: models, by_repo: repos, by_session: sessions } = spend;
  return (
    <Section id="spend" title={title} sub={`The last 30 days, in days of ${spend.time_zone}.`}>
      <Days days={days} series={series} />
      <div className={`mt-6 grid gap-x-10 gap-y-6 ${narrow ? '' : 'grid-cols-3 max-lg:grid-cols-1'}`}>
        <Parts title="Models" rows={models.map((row) => ({ ...row, name: row.model }))} />
        <Parts title="Repositories" rows={repos.map((row) => ({ ...row, name: row.repo || 'none named' }))} />
        <Parts
          title="Sessions"
          rows={sessions.map((row) => ({
            name: `${row.tool || 'session'} ${row.session_id.slice(0, 8)}`,
            note: ago(row.last_at, now()),
            cost: row.cost,
          }))}
        />
      </div>
    </Section>
  );
}

function Days({ days, series }: { days: Spend['days']; series: string }) {
  const words = (date: string) =>
    new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      new Date(`${date}T00:00:00Z`),
    );
  const exact = days.map(({ cost }) => cost);
  const used = days.filter(({ cost }) => /[1-9]/.test(cost));
  const top = used.reduce<Spend['days'][number] | null>(
    (best, day) => (best === null || Number(day.cost) > Number(best.cost) ? day : best),
    null,
  );
  return (
    <TimeChart
      title="By day"
      reading={
        top === null
          ? 'Nothing was used.'
          : `Highest: ${words(top.date)}, ${inline(top.cost, 'usd')}. ${days.length - used.length} of ${days.length} days without usage.`
      }
      unit="usd"
      height={180}
      buckets={days.map(({ date }) => ({ label: words(date), words: words(date) }))}
      series={[
        {
          key: 'own',
          label: series,
          colour: cssColour('accent'),
          hatched: false,
          values: exact.map(Number),
          exact,
        },
      ]}
      totals={exact}
      compare={null}
    />
  );
}

function Parts({
  title,
  rows,
}: {
  title: string;
  rows: readonly { name: string; note?: string; cost: string }[];
}) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1 border-b border-ink pb-1 text-[13.5px] font-semibold">{title}</h3>
      {rows.length === 0 ? <p className="text-[13px] text-mute">Nothing yet.</p> : null}
      <table className="table dense">
        <tbody>
          {rows.slice(0, 10).map((row) => (
            <tr key={row.name}>
              <td className="break-all">{row.name}</td>
              {row.note ? <td className="n text-mute">{row.note}</td> : null}
              <td className="n">
                <Money value={row.cost} currency="USD" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
