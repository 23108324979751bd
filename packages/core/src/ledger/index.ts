/** Decisions of the double-entry books: what a command is, and the commands of the budget book. */
export {
  type Appropriate,
  type Appropriated,
  appropriate,
  type Withdraw,
  withdraw,
} from './appropriate.ts';
export {
  type Decided,
  type HoldChange,
  isRefusal,
  type LedgerCommand,
  type LedgerFacts,
  type LedgerRefusal,
} from './command.ts';
export { dayAfter, isDay, openDay } from './day.ts';
export { checkEntry, isAccount } from './entry.ts';
export { type Extend, type Extended, extend } from './extend.ts';
export { type Lease, type Leased, lease, returnLease } from './lease.ts';
export { type Level, levelOf, pocketOf, pocketsOf } from './level.ts';
export { checkPath } from './path.ts';
export { draw, replenish, shortageOf } from './pocket.ts';
export { type PostEntry, type Posted, postEntry } from './post.ts';
export { exhausted, notPositive } from './refusal.ts';
export { type Expire, expire, type Release, type Released, release } from './release.ts';
export { type Reserve, type Reserved, reserve } from './reserve.ts';
export { type Reverse, type Reversed, type Reversible, reverseTransaction } from './reverse.ts';
export { type EndPeriod, endPeriod, type PeriodEnded, rolloverPart } from './rollover.ts';
export { type Settle, type Settled, settle } from './settle.ts';
export { EntrySheet } from './sheet.ts';
export { type Shrink, type Shrunk, shrink } from './shrink.ts';
export { type Transfer, type Transferred, transfer } from './transfer.ts';
export {
  type DayUse,
  type PathUse,
  type RecordUsage,
  recordUsage,
  type UsageRecorded,
} from './usage.ts';
