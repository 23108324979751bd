import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Snippet } from '../../components/copy.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useView } from '../../state/view.ts';
import { setups } from './setup.ts';

const placeholder = 'exq_…';

/** How each client is pointed at the gateway, with this install's own address. */
export function Connect() {
  const { workspace } = useView();
  const [chosen, setChosen] = useState('claude-code');
  const { data, error, refetch } = useQuery({
    queryKey: ['gateway-address', workspace],
    queryFn: () => client.gateway.address({ workspace }),
  });
  const setup = setups.find(({ key }) => key === chosen) ?? setups[0];
  return (
    <Section
      id="connect"
      title="Connect a tool"
      sub="Calls then go through the gateway: held before they start, counted once, never read."
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} /> : null}
      {data && setup ? (
        <>
          <div className="mt-3 mb-3">
            <Segmented
              label="Client"
              value={chosen}
              options={setups.map(({ key, name }) => ({ value: key, name }))}
              onChange={setChosen}
            />
          </div>
          <p className="mb-1.5 text-[13px] text-mute">{setup.place}</p>
          <Snippet code={setup.code(data.url, placeholder)} label={`Settings of ${setup.name}`} />
          <p className="mt-1.5 text-[13px] text-mute">{setup.note}</p>
        </>
      ) : null}
    </Section>
  );
}
