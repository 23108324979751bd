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
}

/** Opens the links and resolves what a stop may have left open. */
export function openLinks({ log, ...options }: LinkParts): LinkService {
  const links = createLinks({ ...options, kept: (workspace) => resolving.changed(workspace) });
  const resolving = createResolving({ resolve: links.resolve, log });
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
