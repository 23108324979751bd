import type { MetricResult } from '@exchequer/model/contract';
import { useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useCatalogue, useMetric } from '../../api/metrics.ts';
import { Amount } from '../../components/amount.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { PageName } from '../../components/page-name.tsx';
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
import { TurnedNote } from './turned-note.tsx';

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
      <PageName>{`${question.definition.name} · Explore`}</PageName>
      <Asking question={question} catalogue={catalogue.data} />
      <Answer question={question} search={search} />
    </>
  );
}

interface Asked {
  question: Question;
  search: ExploreSearch;
}

function Answer({ question, search }: Asked) {
  const view = useView();
  const { data, error, refetch, isPlaceholderData } = useMetric(view.workspace, question.query);
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data || data.query.metrics[0] !== question.definition.key) return <Skeleton height={420} />;
  if (data.provenance.newest_event_at === null && data.groups.length === 0) return <NoUsage />;
  return (
    <div className={isPlaceholderData ? 'opacity-60' : ''} aria-busy={isPlaceholderData}>
      <Total question={question} data={data} />
      <TurnedNote question={question} data={data} />
      <ExploreChart question={question} data={data} />
      <Below question={question} search={search} />
      {search.tab === 'events' ? <Events /> : <GroupTable question={question} data={data} search={search} />}
    </div>
  );
}

function Total({ question: { definition }, data }: { question: Question; data: MetricResult }) {
  const total = data.totals[0];
  const value = total?.value ?? null;
  const change = delta(value, total?.compare_value ?? null, definition.unit, definition.direction);
  return (
    <div className="mb-6">
      <div className="text-[30px] leading-tight font-[600] tracking-[-0.025em]" data-exact={value ?? ''}>
        {value === null ? (
          <span className="text-[17px] text-mute">Needs: {total?.needs ?? 'usage'}</span>
        ) : (
          <Amount
            value={value}
            unit={definition.unit}
            bound={data.provenance.lower_bound && definition.additive}
          />
        )}
      </div>
      <p className="text-[13px] text-mute">
        {definition.meaning}{' '}
        {change && data.compare_range ? (
          <span className="text-ink">
            {change.arrow} {change.text} against {rangeWords(data.compare_range.from, data.compare_range.to)}.
          </span>
        ) : null}
      </p>
    </div>
  );
}

function Below({ question, search }: Asked) {
  const view = useView();
  const split = question.by.map((d) => dimensionNames[d].toLowerCase()).join(' and ');
  return (
    <div className="mt-8 mb-2 flex flex-wrap items-center gap-3">
      <Segmented
        label="Below the chart"
        value={search.tab ?? 'groups'}
        options={[
          { value: 'groups', name: split ? `By ${split}` : 'Total' },
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
  );
}
