import { appropriate, postEntry, reserve, settle } from '@exchequer/core/ledger';
import { type EnvelopePeriodRef, parseUsd } from '@exchequer/model';
import { migrate, migrations } from '../migrations/index.ts';
import { temporaryPostgres } from '../postgres/testing/index.ts';
import { createLedger, createLedgerReads } from './index.ts';

export const now = () => new Date('2026-11-21T09:00:00Z');
export const day = '2026-11-21';
export const workspace = 'live';
export const usd = parseUsd;

let serial = 0;
/** A name that no other has. */
export const fresh = (what: string) => `${what}-${++serial}`;

export const envelope = (envelopeId: string, more: Partial<EnvelopePeriodRef> = {}): EnvelopePeriodRef => ({
  envelopeId,
  periodKey: '2026-11',
  enforcement: 'hard',
  overdraft: 0n,
  currency: 'USD',
  ...more,
});

export const hold = (
  path: EnvelopePeriodRef[],
  dollars: string,
  holdId = fresh('hold'),
  key = fresh('key'),
) => reserve({ workspace, key, holdId, path, amount: usd(dollars), expiresAt: now(), day });

export const settled = (holdId: string, dollars: string, key = fresh('settle')) =>
  settle({ workspace, key, holdId, amount: usd(dollars), final: true, day });

export const payment = (key: string, dollars: string, more: object = {}) =>
  postEntry({
    workspace,
    key,
    entries: [
      {
        book: 'financial',
        kind: 'payment',
        occurredOn: day,
        postedOn: day,
        memo: 'Paid',
        subject: 'inv_1',
        postings: [
          { key: 'payable/anthropic', currency: 'USD', amount: usd(dollars) },
          { key: 'cash', currency: 'USD', amount: -usd(dollars) },
        ],
        ...more,
      },
    ],
  });

/** A server with empty books of its own. */
export async function openBooks() {
  const server = await temporaryPostgres();
  await migrate(server.sql, migrations);
  const ledger = createLedger({ sql: server.sql, now });
  const reads = createLedgerReads(server.sql);
  return {
    server,
    ledger,
    /** Envelopes with so much money each. */
    funded: async (dollars: string, ...names: string[]): Promise<EnvelopePeriodRef[]> => {
      const path = names.map((name) => envelope(fresh(name)));
      for (const period of path) {
        const key = fresh('fund');
        await ledger.run(appropriate({ workspace, key, envelope: period, amount: usd(dollars), day }));
      }
      return path;
    },
    pocket: async ({ envelopeId }: EnvelopePeriodRef, name: string): Promise<bigint> => {
      const account = `envelope/${envelopeId}/2026-11/${name}`;
      const { items } = await reads.accounts(workspace, { book: 'budget', account, limit: 1 });
      return items[0]?.balance ?? 0n;
    },
    cash: async (): Promise<bigint> => {
      const asked = { book: 'financial', account: 'cash', limit: 10 } as const;
      const { items } = await reads.accounts(workspace, asked);
      return items.find(({ currency }) => currency === 'USD')?.balance ?? 0n;
    },
  };
}
