import {
  appropriate,
  endPeriod,
  expire,
  extend,
  type LedgerCommand,
  lease,
  postEntry,
  recordUsage,
  release,
  reserve,
  returnLease,
  settle,
  transfer,
  withdraw,
} from '@exchequer/core/ledger';
import type { Deed } from './operation.ts';

/** The ledger's own command for what an operation wants, where nothing has to be looked up for it. */
export function commandOf(
  asked: { workspace: string; key: string; day: string },
  deed: Exclude<Deed, { kind: 'reverse' | 'close' }>,
): LedgerCommand<unknown> {
  const { workspace, key } = asked;
  switch (deed.kind) {
    case 'appropriate':
      return appropriate({ ...asked, envelope: deed.at, amount: deed.amount });
    case 'withdraw':
      return withdraw({ ...asked, envelope: deed.at, amount: deed.amount, short: deed.short });
    case 'transfer':
      return transfer({ ...asked, from: deed.from, to: deed.to, amount: deed.amount });
    case 'lease':
      return lease({ ...asked, leaseId: deed.lease, path: deed.path, amount: deed.amount });
    case 'unlease':
      return returnLease({ ...asked, leaseId: deed.lease, path: deed.path, amount: deed.amount });
    case 'end': {
      const { from, to } = deed;
      const rule = to && { period: to.period, rule: { percent: to.percent, cap: to.cap } };
      return endPeriod({ ...asked, from, to: rule });
    }
    case 'usage': {
      const days = deed.days.map((one) => ({
        ...one,
        memo: 'Usage of the simulation',
        subject: `batch:${key}`,
      }));
      return recordUsage({ workspace, key, days });
    }
    case 'entry':
      return postEntry({ workspace, key, entries: deed.entries });
    default:
      return commandOnHold(asked, deed);
  }
}

function commandOnHold(
  asked: { workspace: string; key: string; day: string },
  deed: Deed & { kind: 'reserve' | 'extend' | 'settle' | 'release' | 'lapse' },
): LedgerCommand<unknown> {
  const holdId = deed.hold;
  switch (deed.kind) {
    case 'reserve': {
      const { path, amount, expiresAt } = deed;
      return reserve({ ...asked, holdId, path, amount, expiresAt });
    }
    case 'extend': {
      const { path, amount, expiresAt } = deed;
      return extend({ ...asked, holdId, path, amount, expiresAt });
    }
    case 'settle':
      return settle({ ...asked, holdId, amount: deed.amount, final: deed.final });
    case 'release':
      return release({ ...asked, holdId });
    case 'lapse':
      return expire({ ...asked, holdId, policy: deed.policy });
  }
}
