import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import { useWorkspace } from '../../state/view.ts';
import { readCall } from './read-call.ts';

const pauseMs = 250;

/** What was typed, once the typing pauses. */
export function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

export function useMyBudget() {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: ['my-budget', workspace],
    queryFn: () => client.me.budget({ workspace }),
  });
}

/** What the typed call would cost; idle until it is said whole. */
export function useEstimate(typed: string) {
  const workspace = useWorkspace();
  const call = readCall(useSettled(typed));
  return useQuery({
    queryKey: ['ask', 'estimate', workspace, call],
    queryFn: () => client.ask.estimate({ workspace, ...(call ?? { model: '' }) }),
    enabled: call !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** One call of one's own; idle until an id is typed. */
export function useOwnCharge(typed: string) {
  const workspace = useWorkspace();
  const id = useSettled(typed).trim();
  return useQuery({
    queryKey: ['ask', 'charge', workspace, id],
    queryFn: () => client.ask.charge({ workspace, id }),
    enabled: id.length > 5,
    retry: false,
  });
}
