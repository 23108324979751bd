import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Empty, Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle } from '../../components/section.tsx';
import { useView } from '../../state/view.ts';
import { Fleet } from './fleet.tsx';
import { GatewayHeroes } from './heroes.tsx';
import { Keys } from './keys.tsx';
import { Leases } from './leases.tsx';
import { OwnGpus } from './own-gpus.tsx';
import { Routes } from './routes.tsx';
import { Rules } from './rules.tsx';
import { Traffic } from './traffic.tsx';
import { Upstreams } from './upstreams.tsx';
import { headlineOf } from './words.ts';

const everyMs = 5_000;

/** The gateways: traffic, health, what they hold, and where calls may go. */
export function GatewayPage() {
  const { workspace } = useView();
  const status = useQuery({
    queryKey: ['gateway', workspace],
    queryFn: () => client.gateway.status({ workspace }),
    refetchInterval: everyMs,
  });
  if (status.error) return <Failure error={status.error} onRetry={() => status.refetch()} />;
  if (!status.data) return <Skeleton height={420} />;
  return (
    <>
      <PageTitle title={headlineOf(status.data)}>
        The last hour, read again every five seconds. Calls pass through unread; only their counts are kept.
      </PageTitle>
      {status.data.gateways.length === 0 ? <NoGateway /> : null}
      {status.data.gateways.length > 0 ? <GatewayHeroes status={status.data} /> : null}
      {status.data.requests > 0 ? <Traffic status={status.data} /> : null}
      {status.data.gateways.length > 0 ? <Fleet status={status.data} /> : null}
      <Upstreams status={status.data} />
      <Routes />
      <Keys />
      <Leases status={status.data} />
      <Rules />
      <OwnGpus />
    </>
  );
}

function NoGateway() {
  return (
    <Empty title="No gateway has come up yet">
      <code>npm start</code> and <code>exchequer up</code> start one beside the tower; on another machine it
      is <code>exchequer gateway</code>.
    </Empty>
  );
}
