import type { Reject } from '@exchequer/model';
import type { QuarantineItem, Workspace } from '@exchequer/model/contract';

/** Most records kept per source; those beyond are counted only, so a hostile file cannot fill the disk. */
export const keptPerSource = 10_000;

/** A record that stays out, with what kind of trouble it is. */
export interface QuarantineEntry extends Reject {
  /** `conflict`: the id is known with another content. */
  kind: QuarantineItem['kind'];
}

export interface QuarantinePage {
  items: QuarantineItem[];
  /** Open records of the selection, those beyond the kept ones included. */
  total: number;
  nextCursor: string | null;
}

/** Records that could not be taken in, until they are replayed or set aside. */
export interface Quarantine {
  /** Keeps records; one that is known already is only counted again. */
  keep(workspace: Workspace, entries: readonly QuarantineEntry[], at: Date): Promise<void>;
  page(
    workspace: Workspace,
    selection: { source?: string | undefined; cursor?: string | undefined; limit: number },
  ): Promise<QuarantinePage>;
  /** Open records, all or those of the ids. */
  open(workspace: Workspace, ids?: readonly string[]): Promise<QuarantineItem[]>;
  /** Marks records as taken in or set aside; tells how many were open. */
  close(workspace: Workspace, ids: readonly string[], state: 'taken' | 'dismissed'): Promise<number>;
  /** Open records by source. */
  counts(workspace: Workspace): Promise<Map<string, number>>;
}
