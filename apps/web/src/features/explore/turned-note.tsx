import type { MetricResult } from '@exchequer/model/contract';
import { useMetric } from '../../api/metrics.ts';
import { Button } from '../../components/button.tsx';
import { useView } from '../../state/view.ts';
import type { Question } from './question.ts';
import { turnedPair } from './turned.ts';

const most = 200;

/** Says where the order of two groups comes from what they are used for, and turns around at each of it. */
export function TurnedNote({ question, data }: { question: Question; data: MetricResult }) {
  const view = useView();
  const { definition, by, query } = question;
  const [first] = by;
  const isAsked =
    !definition.additive &&
    by.length === 1 &&
    first !== 'workflow' &&
    definition.dimensions.includes('workflow') &&
    data.groups.filter(({ other }) => !other).length > 1;
  const fine = useMetric(
    view.workspace,
    {
      ...{ metrics: [definition.key], range: query.range, filters: query.filters },
      ...{ grain: 'total', group_by: first ? [first, 'workflow'] : [], compare: 'none', limit: most },
    },
    isAsked,
  );
  const answered = isAsked && fine.data && !fine.isPlaceholderData && fine.data.query.group_by[0] === first;
  const turned = answered ? turnedPair(data.groups, fine.data.groups) : null;
  if (!turned) return null;
  return (
    <div className="mb-6 border-l-2 border-warn pl-3 text-[13px]" role="note" data-turned>
      <p>
        {turned.above} stands above {turned.below} over all, and below it at each workflow that both have (
        {turned.parts.join(', ')}): they are used for different work.
      </p>
      <Button
        kind="quiet"
        className="mt-1 -ml-2"
        onClick={() => view.change({ by: [first, 'workflow'].join(',') })}
      >
        Compare like with like
      </Button>
    </div>
  );
}
