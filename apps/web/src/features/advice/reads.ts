import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useWorkspace } from '../../state/view.ts';

/** Rounds run hourly; applied ones change at once. */
const freshMs = 60_000;
/** Until the first round is done, whoever looks waits for it. */
const firstMs = 3_000;
const most = 100;

/** What waits to be done, the surest gain for the least effort first; not asked for where it is not to be read. */
export function useInbox(enabled = true) {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['advice', 'inbox', workspace],
    queryFn: () => client.advice.list({ workspace, state: 'inbox', limit: most }),
    enabled,
    refetchInterval: ({ state }) => (state.data?.judged_at === null ? firstMs : freshMs),
  });
}

/** What was carried out and stands. */
export function useApplied() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['advice', 'applied', workspace],
    queryFn: () => client.advice.list({ workspace, state: 'applied', limit: most }),
    refetchInterval: freshMs,
  });
}

export function useRecommendation(id: string) {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['advice', 'one', workspace, id],
    queryFn: () => client.advice.show({ workspace, id }),
  });
}
