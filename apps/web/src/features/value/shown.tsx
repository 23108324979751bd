import type { Evidence, MetricDefinition } from '@exchequer/model/contract';
import { Amount } from '../../components/amount.tsx';
import { byIntervalAlone, intervalWords } from './evidence.ts';

/** A figure as its evidence lets it be shown: by itself, by its interval alone, or not at all. */
export function Shown({
  value,
  definition,
  evidence,
  opened = false,
}: {
  value: string;
  definition: MetricDefinition;
  evidence: Evidence | undefined;
  opened?: boolean;
}) {
  const interval = intervalWords(evidence, definition.unit);
  if (byIntervalAlone(evidence) && interval) {
    return (
      <span title={evidence?.reason ?? undefined}>
        {interval}{' '}
        <small className="block text-[11.5px] font-normal tracking-normal whitespace-normal text-mute">
          too few to say more
        </small>
      </span>
    );
  }
  if (evidence?.shows === 'nothing') {
    return (
      <span className="text-[13px] font-normal tracking-normal whitespace-normal text-mute">
        Not shown{evidence.reason ? `: ${evidence.reason}` : ''}
      </span>
    );
  }
  return <Amount value={value} unit={definition.unit} opened={opened} />;
}
