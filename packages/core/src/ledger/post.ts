import type { EntryDraft } from '@exchequer/model';
import type { LedgerCommand } from './command.ts';

export interface PostEntry {
  workspace: string;
  key: string;
  entries: readonly EntryDraft[];
}

export interface Posted {
  /** How many transactions it made. */
  transactions: number;
}

/** Posts entries as they are given, such as an adjustment or what another domain has worked out. */
export function postEntry({ workspace, key, entries }: PostEntry): LedgerCommand<Posted> {
  return {
    workspace,
    key,
    body: { entries },
    accounts: () => entries.flatMap(({ postings }) => postings),
    decide: () => ({ result: { transactions: entries.length }, entries }),
  };
}
