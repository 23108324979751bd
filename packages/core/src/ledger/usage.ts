import { type EntryDraft, type EnvelopePeriodRef, formatUsd, type Hold } from '@exchequer/model';
import type { LedgerCommand, LedgerFacts } from './command.ts';
import { openDay } from './day.ts';
import { type Level, levelOf, pocketOf, pocketsOf } from './level.ts';
import { checkPath } from './path.ts';
import { draw, overdrawn, replenish } from './pocket.ts';
import { EntrySheet } from './sheet.ts';

/** Usage on one path of envelopes. */
export interface PathUse {
  /** Leaf first. */
  path: readonly EnvelopePeriodRef[];
  /** What was used; negative where a correction takes back what was booked before. */
  amount: bigint;
}

/** Usage of one company day, booked as one entry. */
export interface DayUse {
  day: string;
  uses: readonly PathUse[];
  memo: string;
  /** Such as the usage batch. */
  subject: string;
  detail?: Hold['detail'];
}

export interface RecordUsage {
  workspace: string;
  /** Such as `usage:<batch id>`, so that a batch counts once. */
  key: string;
  days: readonly DayUse[];
}

export interface UsageRecorded {
  /** Sum over the paths, each counted once. */
  amount: string;
  /** Hard levels whose overdraft is past its bound now, and by how much. */
  beyond_bound: Record<string, string>;
}

/**
 * Books usage that no hold covers, at every level of its paths, one entry per day. It has happened,
 * so it is never refused for want of money: it draws what is available, then the overdraft. What a
 * correction takes back repays the overdraft first.
 */
export function recordUsage({ workspace, key, days }: RecordUsage): LedgerCommand<UsageRecorded> {
  const paths = days.flatMap(({ uses }) => uses.map(({ path }) => path));
  return {
    workspace,
    key,
    body: {
      usage: days.map(({ day, uses }) => [day, uses.map(({ path, amount }) => [prefixes(path), amount])]),
    },
    accounts: () => pocketsOf(uniqueLevels(paths), ['available', 'spent']),
    decide: (facts) => {
      for (const path of paths) {
        const bad = checkPath(path);
        if (bad) return bad;
      }
      // Each day's entry sees what the days before it have drawn.
      const drawn = new EntrySheet(facts);
      const entries = days.flatMap((day) => entryOf(day, drawn, facts));
      const total = days.flatMap(({ uses }) => uses).reduce((sum, { amount }) => sum + amount, 0n);
      return { result: { amount: formatUsd(total), beyond_bound: pastHardBounds(drawn, paths) }, entries };
    },
  };
}

function entryOf(
  { day, uses, memo, subject, detail }: DayUse,
  drawn: EntrySheet,
  facts: LedgerFacts,
): EntryDraft[] {
  const sheet = new EntrySheet(drawn);
  for (const { path, amount } of uses) {
    for (const level of path.map(levelOf)) {
      sheet.add(pocketOf(level, 'spent'), amount);
      if (amount >= 0n) draw(sheet, level, amount);
      else replenish(sheet, level, -amount);
    }
  }
  const postings = sheet.lines();
  for (const { amount, ...account } of postings) drawn.add(account, amount);
  if (postings.length === 0) return [];
  const postedOn = openDay(day, facts.closedThrough('budget'));
  return [
    {
      book: 'budget',
      kind: 'usage',
      occurredOn: day,
      postedOn,
      memo,
      subject,
      postings,
      ...(detail && { detail }),
    },
  ];
}

const prefixes = (path: readonly EnvelopePeriodRef[]): string[] => path.map((ref) => levelOf(ref).prefix);

function uniqueLevels(paths: readonly (readonly EnvelopePeriodRef[])[]): Level[] {
  const levels = new Map<string, Level>();
  for (const level of paths.flat().map(levelOf)) levels.set(`${level.currency} ${level.prefix}`, level);
  return [...levels.values()];
}

function pastHardBounds(
  sheet: EntrySheet,
  paths: readonly (readonly EnvelopePeriodRef[])[],
): Record<string, string> {
  const past: Record<string, string> = {};
  for (const ref of paths.flat()) {
    const level = levelOf(ref);
    if (ref.enforcement !== 'hard' || past[level.prefix]) continue;
    // With something available nothing is overdrawn: the account need not be read.
    if (sheet.balance(pocketOf(level, 'available')) > 0n) continue;
    const beyond = overdrawn(sheet, level) - ref.overdraft;
    if (beyond > 0n) past[level.prefix] = formatUsd(beyond);
  }
  return past;
}
