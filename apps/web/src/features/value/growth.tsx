import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { inline } from '../../format/number.ts';
import { useView } from '../../state/view.ts';
import { verdictWords } from './words.ts';

const signed = (share: string | null) =>
  share === null ? null : `${Number(share) > 0 ? '+' : ''}${inline(share, 'share')}`;

/** Whether more tokens came with more outcomes and no more people; a guess is never made. */
export function GrowthLine() {
  const { workspace, range } = useView();
  const { data } = useQuery({
    queryKey: ['growth', workspace, range],
    queryFn: () => client.value.growth({ workspace, range }),
    retry: false,
  });
  if (!data) return null;
  const moved = [
    ['normalised tokens', signed(data.normalised_tokens_change)],
    ['headcount', signed(data.headcount_change)],
    ['outcomes per dollar', signed(data.outcomes_per_dollar_change)],
  ].filter(([, change]) => change !== null);
  return (
    <div
      className={`mt-4 border-l-2 py-0.5 pl-4 ${data.verdict === 'healthy' ? 'border-good' : 'border-edge'}`}
    >
      <p>
        <b className="font-[600]">{verdictWords[data.verdict]}.</b> {data.sentence}
      </p>
      <p className="text-[12.5px] text-mute">
        {moved.map(([name, change]) => `${name} ${change}`).join(' · ')}
        {data.needs ? `${moved.length > 0 ? ' · ' : ''}needs ${data.needs}` : ''}
      </p>
    </div>
  );
}
