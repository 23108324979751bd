import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { WorkerPicker } from '../../components/worker-picker.tsx';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { KeyTable, NewKey } from '../keys/index.ts';

/** Everybody's keys: who holds them and what they may be used for, never what they spent. */
export function Keys() {
  const { workspace } = useView();
  const admin = useIsAdmin();
  const [worker, setWorker] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['keys', workspace],
    queryFn: () => client.key.list({ workspace }),
  });
  return (
    <Section
      id="keys"
      title="Keys"
      sub="Every key belongs to one person or agent. A revoked one is refused within a second."
    >
      {admin ? (
        <NewKey
          create={(name) => client.key.create({ workspace, name, worker_id: worker })}
          ready={worker !== ''}
        >
          <div className="w-64">
            <WorkerPicker label="For whom" name="" onChange={setWorker} />
          </div>
        </NewKey>
      ) : null}
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data?.keys.length === 0 ? <p className="py-2 text-mute">No key yet.</p> : null}
      {data && data.keys.length > 0 ? (
        <KeyTable
          keys={data.keys}
          deeds={
            admin
              ? {
                  rotate: (id) => client.key.rotate({ workspace, id }),
                  revoke: (id) => client.key.revoke({ workspace, id }),
                }
              : null
          }
        />
      ) : null}
    </Section>
  );
}
