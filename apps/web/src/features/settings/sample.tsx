import { client } from '../../api/client.ts';
import { useSample } from '../../api/sample.ts';
import { ActionButton } from '../../components/action.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { SampleDoor } from '../../nothing/index.ts';
import { useView } from '../../state/view.ts';

/** The simulated company: load it, open it, remove it with everything in its workspace. */
export function Sample() {
  const { range } = useView();
  const { data, error, refetch } = useSample();
  return (
    <Section
      id="sample"
      title="Sample company"
      sub="A fictional company in a workspace of its own. No figure, key or export of it ever meets yours."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={40} /> : null}
      {data ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2 text-[13px]">
          {data.state === 'ready' ? (
            <span className="min-w-0 flex-1 text-mute">
              {groupDigits(data.events)} records
              {data.loaded_at ? `, loaded ${moment(data.loaded_at, range.time_zone)}` : ''}
            </span>
          ) : null}
          <SampleDoor />
          {data.state === 'ready' || data.state === 'failed' ? (
            <ActionButton
              kind="stop"
              run={() => client.sample.remove()}
              done={() => 'The sample company is removed'}
            >
              Remove it
            </ActionButton>
          ) : null}
        </div>
      ) : null}
    </Section>
  );
}
