import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Empty, Failure, Skeleton } from '../../components/empty.tsx';
import { PageTitle } from '../../components/section.tsx';
import { useScopes } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { OwnAdvice } from '../advice/index.ts';
import { Balance } from './balance.tsx';
import { Connect } from './connect.tsx';
import { MyKeys } from './my-keys.tsx';
import { MySpend } from './my-spend.tsx';
import { Statement } from './statement.tsx';
import { Visibility } from './visibility.tsx';

/** A person's own page: what is left, what was used, how to connect, and what others can see. */
export function MePage() {
  const { workspace } = useView();
  const { workerId } = useScopes();
  const spend = useQuery({
    queryKey: ['my-spend', workspace],
    queryFn: () => client.me.spend({ workspace }),
    enabled: workerId !== null,
  });
  if (workerId === null) {
    return (
      <Empty title="This page is about one person">
        Your sign-in is not tied to one. Ask an admin for a link of your own:{' '}
        <code>exchequer login --worker you@example.com</code>
      </Empty>
    );
  }
  if (spend.error) return <Failure error={spend.error} onRetry={() => spend.refetch()} />;
  if (!spend.data) return <Skeleton height={420} />;
  const { worker, team } = spend.data;
  return (
    <>
      <PageTitle title={worker.name}>
        {team ? `${team}. ` : ''}Only you see this page; what others see of it stands at its end.
      </PageTitle>
      <Balance spend={spend.data} />
      <OwnAdvice />
      <MySpend spend={spend.data} />
      <Statement />
      <Connect />
      <MyKeys />
      <Visibility />
    </>
  );
}
