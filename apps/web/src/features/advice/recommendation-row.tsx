import type { RecommendationView } from '@exchequer/model/contract';
import { Tag } from '../../components/tag.tsx';
import { ago } from '../../format/time.ts';
import { useSurroundings } from '../../state/context.tsx';
import { confidenceNames, confidenceWords, gainWords, ownerNames, promisedWords } from './words.ts';

/** One that waits: what is and what to do, what it is likely to bring, how sure, and whose it is. */
export function RecommendationRow({ one, onOpen }: { one: RecommendationView; onOpen: () => void }) {
  return (
    <li className="border-b border-line" data-recommendation={one.id} data-rule={one.rule}>
      <button
        type="button"
        onClick={onOpen}
        className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-6 gap-y-1 py-2.5 text-left hover:bg-accent-soft max-sm:grid-cols-1"
      >
        <span className="min-w-0 text-[14px]">{one.claim}</span>
        <span className="text-right font-[560] tabular-nums max-sm:text-left">{gainWords(one.gain)}</span>
        <span className="flex flex-wrap gap-x-3 gap-y-1 text-[12.5px] text-mute">
          <span title={confidenceWords[one.confidence]}>{confidenceNames[one.confidence]}</span>
          <span>{one.assignee ? `With ${one.assignee.name}` : `For ${ownerNames[one.owner]}`}</span>
          {one.own ? <span>Only you see this</span> : null}
        </span>
        <span className="text-right text-[12.5px] text-accent max-sm:text-left">{one.action.verb}</span>
      </button>
    </li>
  );
}

const tones = { gain: 'good', harm: 'stop', 'no-effect-seen': 'warn', 'cannot-tell': 'plain' } as const;
const verdicts = {
  gain: 'Saves',
  harm: 'Costs more',
  'no-effect-seen': 'No effect seen',
  'cannot-tell': 'Cannot tell',
};

/** One that was carried out: what it promised beside what it brought. */
export function AppliedRow({ one, onOpen }: { one: RecommendationView; onOpen: () => void }) {
  const { now } = useSurroundings();
  const { applied, realised } = one;
  return (
    <li className="border-b border-line" data-applied={one.id}>
      <button type="button" onClick={onOpen} className="w-full py-2 text-left hover:bg-accent-soft">
        <span className="block text-[13px]">{one.claim}</span>
        <span className="mt-0.5 flex flex-wrap items-baseline gap-x-3 text-[12.5px] text-mute">
          {realised ? <Tag tone={tones[realised.verdict]}>{verdicts[realised.verdict]}</Tag> : null}
          <span>
            {realised
              ? promisedWords(realised)
              : `Promised ${gainWords(one.gain)}; measured two weeks after it was applied.`}
          </span>
          {applied?.applied_at ? (
            <span>
              {applied.by}, {ago(applied.applied_at, now())}
            </span>
          ) : null}
        </span>
      </button>
    </li>
  );
}
