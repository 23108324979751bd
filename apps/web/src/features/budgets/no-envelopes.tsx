import { metric, totalOf } from '../../api/metric-keys.ts';
import { useMetric } from '../../api/metrics.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageName } from '../../components/page-name.tsx';
import { moneyExact } from '../../format/money.ts';
import { firstOfMonth, localDay, monthName } from '../../state/calendar.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { type Draft, roundedUp } from './envelope-draft.ts';

/** With what the first envelope begins: the company, at last month’s spend. */
export function useBeginning(asked: boolean): { isPending: boolean; draft: Partial<Draft>; hint?: string } {
  const { workspace } = useView();
  const { settings, now } = useSurroundings();
  const today = localDay(now(), settings.time_zone);
  const range = { from: firstOfMonth(today, -1), to: firstOfMonth(today), time_zone: settings.time_zone };
  const spend = useMetric(
    workspace,
    {
      metrics: [metric.spend.contracted],
      range,
      grain: 'total',
      group_by: [],
      filters: [],
      compare: 'none',
      limit: 1,
    },
    asked,
  );
  const value = spend.data ? totalOf(spend.data, metric.spend.contracted).value : null;
  const known = value !== null && Number(value) > 0;
  return {
    isPending: asked && spend.isPending && spend.isFetching,
    draft: {
      name: settings.company_name || 'Company',
      kind: 'company',
      limit: known ? roundedUp(Number(value)) : '',
    },
    ...(known && {
      hint: `${monthName(range.from)} cost ${moneyExact(value, 'USD')} on your terms; this is that, rounded up.`,
    }),
  };
}

/** Nothing limits anything yet: what that means, and the one thing to do. */
export function NoEnvelopes() {
  const { change } = useView();
  const admin = useIsAdmin();
  return (
    <Empty
      title="No budget is set yet"
      action={
        admin ? (
          <Button kind="primary" onClick={() => change({ do: 'new' })}>
            Set the first budget
          </Button>
        ) : null
      }
    >
      <PageName>No budget is set yet</PageName>
      Usage is counted and priced all the same; nothing is limited and nobody is told. One envelope for the
      company is enough to begin with; functions, teams, projects and agents can stand under it later.
    </Empty>
  );
}
