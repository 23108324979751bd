import { useQuery } from '@tanstack/react-query';
import { client } from '../../../api/client.ts';
import { useView } from '../../../state/view.ts';

/** Who delivers outcomes, and how their deliveries do. */
export function useOutcomeSources() {
  const { workspace } = useView();
  return useQuery({
    queryKey: ['outcome-sources', workspace],
    queryFn: () => client.outcome.sources.list({ workspace }),
    refetchInterval: 15_000,
  });
}
