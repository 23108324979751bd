import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useWorkspace } from '../../state/view.ts';

/** Balances move while calls run; this often they are read again. */
const freshMs = 30_000;

export function useSummary() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'summary', workspace],
    queryFn: () => client.budget.summary({ workspace }),
    refetchInterval: freshMs,
  });
}

export function useEnvelopes() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'envelopes', workspace],
    queryFn: () => client.budget.envelopes.list({ workspace }),
    refetchInterval: freshMs,
  });
}

export function useEnvelope(id: string) {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'envelope', workspace, id],
    queryFn: () => client.budget.envelopes.get({ workspace, id }),
    refetchInterval: freshMs,
  });
}

export function useBurnDown(id: string, period?: string) {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'burn-down', workspace, id, period],
    queryFn: () => client.budget.envelopes.burnDown({ workspace, id, period_key: period }),
    placeholderData: keepPreviousData,
  });
}

export function usePeriods(id: string) {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'periods', workspace, id],
    queryFn: () => client.budget.envelopes.periods({ workspace, id, limit: 24 }),
  });
}

export function useTransactions(id: string) {
  const workspace = useWorkspace();
  return useInfiniteQuery({
    queryKey: ['budget', 'transactions', workspace, id],
    queryFn: ({ pageParam }) =>
      client.budget.envelopes.transactions({ workspace, id, cursor: pageParam, limit: 15 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Requests that wait, oldest first: who waits longest is answered first. */
export function useOpenRequests() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'requests', workspace, 'open'],
    queryFn: () => client.budget.requests.list({ workspace, state: 'open', limit: 200 }),
    select: (page) => [...page.requests].reverse(),
    refetchInterval: freshMs,
  });
}

export function useRequestsOf(envelope_id: string) {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'requests', workspace, envelope_id],
    queryFn: () => client.budget.requests.list({ workspace, state: 'all', envelope_id, limit: 50 }),
  });
}

export function useAlerts() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'alerts', workspace],
    queryFn: () => client.budget.alerts({ workspace, limit: 20 }),
  });
}

export function useUncovered() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['budget', 'uncovered', workspace],
    queryFn: () => client.budget.uncovered({ workspace }),
  });
}

export function usePolicyVersions() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['policy', 'versions', workspace],
    queryFn: () => client.policy.history({ workspace, limit: 50 }),
  });
}
