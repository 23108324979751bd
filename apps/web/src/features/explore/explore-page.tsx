import { useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useCatalogue, useMetric } from '../../api/metrics.ts';
import { Amount } from '../../components/amount.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { delta } from '../../format/delta.ts';
import { NoUsage } from '../../nothing/index.ts';
import { rangeWords } from '../../state/calendar.ts';
import type { ExploreSearch } from '../../state/explore-search.ts';
import { dimensionNames } from '../../state/filter.ts';
import { useView } from '../../state/view.ts';
import { Asking } from './asking.tsx';
import { Events } from './events.tsx';
import { ExploreChart } from './explore-chart.tsx';
import { GroupTable } from './group-table.tsx';
import { csvAddress, type Question, questionOf } from './question.ts';

/** Any metric, split by up to two dimensions, over time; the table under it sums to the figure. */
export function ExplorePage() {
  const view = useView();
  const search: ExploreSearch = useSearch({ strict: false });
  const catalogue = useCatalogue();
  if (catalogue.error) return <Failure error={catalogue.error} onRetry={() => catalogue.refetch()} />;
  const question = catalogue.data ? questionOf(view, search, catalogue.data) : null;
  if (!question || !catalogue.data) return <Skeleton height={420} />;
  return (
    <>
      <title>{`${question.definition.name} · Explore · Exchequer`}</title>
      <Asking question={question} catalogue={catalogue.data} />
      <Answer question={question} tab={search.tab ?? 'groups'} search={search} />
    </>
  );
}

function Answer({
  question,
  tab,
  search,
}: {
  question: Question;
  tab: 'groups' | 'events';
  search: ExploreSearch;
}) {
  const view = useView();
  const { data, error, refetch, isPlaceholderData } = useMetric(view.workspace, question.query);
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data || data.query.metrics[0] !== question.definition.key) return <Skeleton height={420} />;
  const total = data.totals[0];
  const empty =
    (total?.value === null || Number(total?.value) === 0) &&
    data.groups.length === 0 &&
    data.provenance.newest_event_at === null;
  if (empty) return <NoUsage />;
  const { definition } = question;
  const change = delta(
    total?.value ?? null,
    total?.compare_value ?? null,
    definition.unit,
    definition.direction,
  );
  return (
    <div className={isPlaceholderData ? 'opacity-60' : ''} aria-busy={isPlaceholderData}>
      <div className="mb-6">
        <div
          className="text-[30px] leading-tight font-[600] tracking-[-0.025em]"
          data-exact={total?.value ?? ''}
        >
          {total?.value === null ? (
            <span className="text-[17px] text-mute">Needs: {total.needs ?? 'usage'}</span>
          ) : (
            <Amount
              value={total?.value ?? null}
              unit={definition.unit}
              bound={data.provenance.lower_bound && definition.additive}
            />
          )}
        </div>
        <p className="text-[13px] text-mute">
          {definition.meaning}{' '}
          {change && data.compare_range ? (
            <span className="text-ink">
              {change.arrow} {change.text} against{' '}
              {rangeWords(data.compare_range.from, data.compare_range.to)}.
            </span>
          ) : null}
        </p>
      </div>
      <ExploreChart question={question} data={data} />
      <div className="mt-8 mb-2 flex flex-wrap items-center gap-3">
        <Segmented
          label="Below the chart"
          value={tab}
          options={[
            {
              value: 'groups',
              name:
                question.by.length > 0
                  ? `By ${question.by.map((d) => dimensionNames[d].toLowerCase()).join(' and ')}`
                  : 'Total',
            },
            { value: 'events', name: 'Events' },
          ]}
          onChange={(next) => view.change({ tab: next === 'groups' ? undefined : next }, { replace: true })}
        />
        <div className="flex-1" />
        <a
          data-shortcut="export"
          className={buttonClass('plain')}
          href={csvAddress(view.workspace, question.query)}
          download
        >
          <Download size={13} aria-hidden /> CSV
        </a>
      </div>
      {tab === 'events' ? <Events /> : <GroupTable question={question} data={data} search={search} />}
    </div>
  );
}
