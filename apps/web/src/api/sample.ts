import type { SampleStatus } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { client } from './client.ts';

const whileLoadingMs = 1_000;

/** The simulated company: whether it is there, and how far its loading is. */
export function useSample() {
  return useQuery<SampleStatus>({
    queryKey: ['sample'],
    queryFn: () => client.sample.status(),
    refetchInterval: (query) => (query.state.data?.state === 'loading' ? whileLoadingMs : false),
  });
}
