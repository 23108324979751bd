import type { OutcomeIntake } from '@exchequer/model';
import { createLinks, type LinkOptions, type Links } from '@exchequer/store/analytics/link';
import { createResolving } from './jobs/link/index.ts';

/** Links, resolved anew before long when anything changed that they follow from. */
export interface LinkService extends Links {
  /** Told after each booking; of usage the workspace is not said, so both may have changed. */
  booked(workspace?: string): void;
  close(): Promise<void>;
}

export interface LinkParts extends Pick<LinkOptions, 'engine' | 'sql' | 'now'> {
  log: (message: string, error?: unknown) => void;
  /** Books what follows from links; opened after them, since it tells them of what it books. */
  outcomes: () => OutcomeIntake;
}

/** Opens the links and resolves what a stop may have left open. */
export function openLinks({ log, outcomes, ...options }: LinkParts): LinkService {
  const links = createLinks({ ...options, kept: (workspace) => resolving.changed(workspace) });
  const resolve = async (workspace: string) => {
    await links.resolve(workspace);
    const reverts = await links.reverts(workspace);
    if (reverts.length > 0) await outcomes().book(workspace, reverts);
  };
  const resolving = createResolving({ resolve, log });
  const booked = (workspace?: string) => {
    if (workspace) resolving.changed(workspace);
    else for (const each of ['live', 'sample']) resolving.changed(each);
  };
  booked();
  return {
    ...links,
    booked,
    close: async () => {
      await resolving.close();
      await links.drain();
    },
  };
}
