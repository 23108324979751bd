import type { Workspace } from '@exchequer/model/contract';
import { useNavigate } from '@tanstack/react-router';
import type { ViewSearch } from '../state/search.ts';

export const sampleName = 'Halyard Robotics (fictional)';

/** Opens the same page of the other books. Filters name teams and repositories of one company: they stay behind. */
export function useWorkspaceSwitch(): (ws: Workspace) => void {
  const navigate = useNavigate();
  return (ws) => {
    navigate({
      to: '.',
      params: (before: object) => ({ ...before, ws }),
      search: ({ range, tz, compare, cost }: ViewSearch) => ({ range, tz, compare, cost }),
    } as never);
  };
}
