import { type EntryDraft, type EnvelopePeriodRef, formatUsd } from '@exchequer/model';
import {
  draw,
  EntrySheet,
  type LedgerCommand,
  type LedgerFacts,
  type Level,
  levelOf,
  openDay,
  pocketOf,
  pocketsOf,
  replenish,
} from '../ledger/index.ts';

/** Usage of one company day at one level of the tree. */
export interface LevelUsage {
  ref: EnvelopePeriodRef;
  /** Negative where a correction takes usage back. */
  amount: bigint;
  /** Whether the period has ended, so that what it had left is expired. */
  ended: boolean;
}

export interface UsageBatch {
  workspace: string;
  key: string;
  /** What the batch says, before it was routed: the same batch again may find another tree. */
  body: unknown;
  /** Id of the usage batch. */
  subject: string;
  /** Per company day of the usage, every level that carries it once. */
  days: readonly { day: string; levels: readonly LevelUsage[] }[];
  memo: string;
  /** `usage`, or `backfill` for usage from before the envelope was made. */
  what: string;
}

export interface UsageBooked {
  /** Hard levels past the bound of their overdraft, and by how much. */
  beyond_bound: Record<string, string>;
}

/**
 * Books usage that had no hold, at every level that carries it: out of what is available, of an ended
 * period out of what expired unspent, then out of the overdraft. What happened is never refused.
 */
export function bookUsage(batch: UsageBatch): LedgerCommand<UsageBooked> {
  const { workspace, key, body, days } = batch;
  const levels = days.flatMap((day) => day.levels.map(({ ref }) => levelOf(ref)));
  return {
    workspace,
    key,
    body,
    accounts: () => pocketsOf(levels, ['available', 'spent', 'expired', 'overdraft']),
    decide: (facts) => {
      // Each day's entry sees what the days before it have drawn.
      const drawn = new EntrySheet(facts);
      const entries = days.flatMap((day) => entriesOf(batch, day, drawn, facts));
      return { result: { beyond_bound: beyondBounds(batch, drawn) }, entries };
    },
  };
}

function entriesOf(
  { subject, memo, what }: UsageBatch,
  { day, levels }: UsageBatch['days'][number],
  drawn: EntrySheet,
  facts: LedgerFacts,
): EntryDraft[] {
  const sheet = new EntrySheet(drawn);
  for (const usage of levels) spend(sheet, usage);
  const postings = sheet.lines();
  if (postings.length === 0) return [];
  for (const { amount, ...account } of postings) drawn.add(account, amount);
  const postedOn = openDay(day, facts.closedThrough('budget'));
  return [
    { book: 'budget', kind: 'usage', occurredOn: day, postedOn, memo, subject, detail: { what }, postings },
  ];
}

function spend(sheet: EntrySheet, { ref, amount, ended }: LevelUsage): void {
  const level = levelOf(ref);
  sheet.add(pocketOf(level, 'spent'), amount);
  if (amount < 0n) replenish(sheet, level, -amount);
  else draw(sheet, level, amount - (ended ? drawExpired(sheet, level, amount) : 0n));
}

/** Takes what it can out of the expired rest of an ended period, and returns how much. */
function drawExpired(sheet: EntrySheet, level: Level, amount: bigint): bigint {
  const available = sheet.balance(pocketOf(level, 'available'));
  const wanted = amount > available ? amount - available : 0n;
  const expired = sheet.balance(pocketOf(level, 'expired'));
  const drawn = wanted < expired ? wanted : expired;
  if (drawn <= 0n) return 0n;
  sheet.add(pocketOf(level, 'expired'), -drawn);
  return drawn;
}

function beyondBounds({ days }: UsageBatch, sheet: EntrySheet): Record<string, string> {
  const past: Record<string, string> = {};
  for (const { ref } of days.flatMap(({ levels }) => levels)) {
    if (ref.enforcement !== 'hard') continue;
    const level = levelOf(ref);
    const beyond = -sheet.balance(pocketOf(level, 'overdraft')) - ref.overdraft;
    if (beyond > 0n) past[level.prefix] = formatUsd(beyond);
  }
  return past;
}
