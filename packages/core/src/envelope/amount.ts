import type { EntryDraft, EntryKind, EnvelopePeriodRef } from '@exchequer/model';
import { formatUsd } from '@exchequer/model';
import {
  draw,
  EntrySheet,
  exhausted,
  type LedgerCommand,
  type LedgerFacts,
  type Level,
  levelOf,
  notPositive,
  openDay,
  pocketOf,
  pocketsOf,
  replenish,
  shortageOf,
} from '../ledger/index.ts';

/** What every change of a period's money says. */
export interface PeriodAmount {
  workspace: string;
  key: string;
  ref: EnvelopePeriodRef;
  /** Above zero. */
  amount: bigint;
  /** Company day. */
  day: string;
  kind: EntryKind;
  /** What it is, by which a balance is broken down: `base`, `limit`, `increase`, `grant`, … */
  what: string;
  /** Request, grant or lot it is about; the envelope when left out. */
  subject?: string;
  memo: string;
  detail?: EntryDraft['detail'];
}

export interface AmountMoved {
  /** What took effect. */
  amount: string;
}

const pocketsRead = ['appropriation', 'available', 'leased', 'reserved', 'overdraft'] as const;

/** Gives an amount to a period. It repays what is overdrawn first. */
export function give(asked: PeriodAmount): LedgerCommand<AmountMoved> {
  const { workspace, key, ref, amount } = asked;
  return {
    workspace,
    key,
    body: { give: levelOf(ref).prefix, amount, what: asked.what },
    accounts: () => pocketsOf([levelOf(ref)], pocketsRead),
    decide: (facts) => {
      if (amount <= 0n) return notPositive('the amount to give', amount);
      const sheet = new EntrySheet(facts);
      appropriateTo(sheet, levelOf(ref), amount);
      return { result: { amount: formatUsd(amount) }, entries: entriesOf(asked, facts, sheet) };
    },
  };
}

function appropriateTo(sheet: EntrySheet, level: Level, amount: bigint): void {
  sheet.add(pocketOf(level, 'appropriation'), -amount);
  replenish(sheet, level, amount);
}

/**
 * How much is taken when not all of it is free: `whole` refuses (`envelope-exhausted`), `what-is-left`
 * takes what there is, `overdraw` takes all of it and leaves the missing part overdrawn.
 */
export type Taking = 'whole' | 'what-is-left' | 'overdraw';

/** Takes an amount out of what is free in a period. */
export function take(asked: PeriodAmount & { taking: Taking }): LedgerCommand<AmountMoved> {
  const { workspace, key, ref, amount, taking } = asked;
  const level = levelOf(ref);
  return {
    workspace,
    key,
    body: { take: level.prefix, amount, what: asked.what, taking },
    accounts: () => pocketsOf([level], pocketsRead),
    decide: (facts) => {
      if (amount <= 0n) return notPositive('the amount to take', amount);
      const free = facts.balance(pocketOf(level, 'available'));
      if (taking === 'whole' && free < amount) return exhausted(ref, shortageOf(facts, level, amount));
      const sheet = new EntrySheet(facts);
      const taken = taking === 'what-is-left' && free < amount ? free : amount;
      sheet.add(pocketOf(level, 'appropriation'), taken);
      draw(sheet, level, taken);
      return { result: { amount: formatUsd(taken) }, entries: entriesOf(asked, facts, sheet) };
    },
  };
}

/** The entry of a sheet; none when its lines cancel out. */
function entriesOf(asked: PeriodAmount, facts: LedgerFacts, sheet: EntrySheet): EntryDraft[] {
  const { kind, day: occurredOn, memo, ref, subject = ref.envelopeId, what } = asked;
  const postings = sheet.lines();
  if (postings.length === 0) return [];
  const postedOn = openDay(occurredOn, facts.closedThrough('budget'));
  const detail = { ...asked.detail, what, period: ref.periodKey };
  return [{ book: 'budget', kind, occurredOn, postedOn, memo, subject, detail, postings }];
}

export interface MoveAmount {
  workspace: string;
  key: string;
  /** Levels that give, leaf first; each needs the amount free. */
  from: readonly EnvelopePeriodRef[];
  /** Levels that get it, leaf first. */
  to: readonly EnvelopePeriodRef[];
  amount: bigint;
  day: string;
  memo: string;
}

/**
 * Moves free money between two envelopes, and between those above them up to the first that they
 * share, so that the getting branch really has room for it. Needs it free at every giving level.
 */
export function move(asked: MoveAmount): LedgerCommand<AmountMoved> {
  const { workspace, key, from, to, amount, day, memo } = asked;
  const levels = [...from, ...to].map(levelOf);
  const [giver, getter] = [from[0]?.envelopeId ?? '', to[0]?.envelopeId ?? ''];
  return {
    workspace,
    key,
    body: { move: giver, to: getter, amount },
    accounts: () => pocketsOf(levels, pocketsRead),
    decide: (facts) => {
      if (amount <= 0n) return notPositive('the amount to move', amount);
      const short = from.find((ref) => facts.balance(pocketOf(levelOf(ref), 'available')) < amount);
      if (short) return exhausted(short, shortageOf(facts, levelOf(short), amount));
      const sheet = new EntrySheet(facts);
      for (const level of from.map(levelOf)) {
        sheet.add(pocketOf(level, 'available'), -amount);
        sheet.add(pocketOf(level, 'appropriation'), amount);
      }
      for (const level of to.map(levelOf)) appropriateTo(sheet, level, amount);
      const postedOn = openDay(day, facts.closedThrough('budget'));
      const detail = { what: 'move', from: giver, to: getter };
      const entry = { book: 'budget' as const, kind: 'transfer' as const, occurredOn: day, postedOn, memo };
      return {
        result: { amount: formatUsd(amount) },
        entries: [{ ...entry, subject: giver, detail, postings: sheet.lines() }],
      };
    },
  };
}
