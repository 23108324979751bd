import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';
import { KeyTable, NewKey } from '../keys/index.ts';

/** A person's own keys. */
export function MyKeys() {
  const { workspace } = useView();
  const { data, error, refetch } = useQuery({
    queryKey: ['my-keys', workspace],
    queryFn: () => client.me.keys({ workspace }),
  });
  return (
    <Section
      id="keys"
      title="Your keys"
      sub="One for each tool or machine, so that a lost one is ended alone."
    >
      <NewKey create={(name) => client.me.createKey({ workspace, name })} />
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} /> : null}
      {data && data.keys.length > 0 ? (
        <KeyTable
          keys={data.keys}
          holders={false}
          deeds={{
            rotate: (id) => client.me.rotateKey({ workspace, id }),
            revoke: (id) => client.me.revokeKey({ workspace, id }),
          }}
        />
      ) : null}
    </Section>
  );
}
