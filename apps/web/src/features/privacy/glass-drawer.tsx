import type { BreakGlassView } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Drawer } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Money } from '../../components/money.tsx';
import { useWorkspace } from '../../state/view.ts';
import { MySpend } from '../me/index.ts';

/** What stands about the person. Opening it is a look, which is written down before it is answered. */
export function GlassDrawer({ glass, onClose }: { glass: BreakGlassView; onClose: () => void }) {
  const workspace = useWorkspace();
  const { data, error, refetch } = useQuery({
    queryKey: ['glass-look', workspace, glass.id],
    queryFn: () => client.privacy.look({ workspace, id: glass.id }),
    // Each answer is one more look in the person's log: nothing is read again by itself.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return (
    <Drawer
      title={`What ${glass.worker_name} has used`}
      sub={`For: ${glass.purpose}. This look is written down for ${glass.worker_name}.`}
      onClose={onClose}
    >
      {error ? <Failure error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} /> : null}
      {data ? (
        <div className="pt-4">
          <HeroLine label="Money">
            <HeroCell>
              <HeroName>Today</HeroName>
              <HeroValue>
                <Money value={data.today} currency="USD" />
              </HeroValue>
              <HeroNote>in days of {data.time_zone}</HeroNote>
            </HeroCell>
            <HeroCell>
              <HeroName>This month</HeroName>
              <HeroValue>
                <Money value={data.this_month} currency="USD" />
              </HeroValue>
              <HeroNote>{data.requests_this_month.toLocaleString('en-US')} requests</HeroNote>
            </HeroCell>
          </HeroLine>
          <MySpend spend={data} title="By day, model and session" series={data.worker.name} narrow />
        </div>
      ) : null}
    </Drawer>
  );
}
