import { formatUsd } from '@exchequer/model';
import type { Asked } from './callers.ts';
import type { ByTag, Journaled, Produced, Said } from './witnesses.ts';

/** Everything that is known of the calls, by witness. */
export interface Witnesses {
  asked: readonly Asked[];
  produced: ByTag<Produced>;
  journal: ByTag<Journaled>;
  charged: ByTag<Said>;
}

/** What became of calls: who was told their usage, who was not, and who was never worked for. */
const classes = ['ended', 'drained', 'left', 'broken', 'crashed', 'silent', 'unanswered'] as const;
export type CallClass = (typeof classes)[number];

/** One class of calls under one policy. */
export interface Share {
  policy: string;
  class: CallClass;
  calls: number;
  truth: string;
  journal: string;
  /** How far the journal is from the truth, in hundredths of a percent of the truth. */
  apart: number;
  /** The call that is furthest from its truth. */
  furthest: string;
}

export interface Compared {
  shares: Share[];
  /** Journal and truth of all calls whose usage was not told, and the bound that it must keep. */
  interrupted: { truth: string; journal: string; apartPercent: number; boundPercent: number };
  faults: string[];
}

/** How far estimates may be from the truth together, in percent. */
export const boundPercent = 2;
/** Below so many calls chance alone decides. */
const enough = 100;

const none: Said = { amount: 0n, rows: 0 };

/** Holds every call against its witnesses: providers, journal and books. */
export function compare({ asked, produced, journal, charged }: Witnesses): Compared {
  const faults: string[] = [];
  const tallies = new Map<string, Tally>();
  for (const one of asked) {
    const truth = produced.get(one.tag) ?? null;
    const row = journal.get(one.tag) ?? null;
    const kind = classOf(one, truth, row);
    const tally = tallyOf(tallies, one.policy, kind);
    tally.add(truth?.amount ?? 0n, row?.amount ?? 0n);
    const wrong = wrongOf(kind, one, truth, row, charged.get(one.tag) ?? none);
    if (wrong) faults.push(`${one.tag} (${one.policy}, ${kind}): ${wrong}`);
  }
  const known = new Set(asked.map(({ tag }) => tag));
  const strangers = [...journal.keys()].filter((tag) => !known.has(tag));
  if (strangers.length > 0) faults.push(`the journal has calls that nobody made: ${strangers.slice(0, 5)}`);
  const guessed = [...tallies.values()].filter(({ kind }) => kind === 'left' || kind === 'broken');
  const truth = guessed.reduce((sum, tally) => sum + tally.truth, 0n);
  const booked = guessed.reduce((sum, tally) => sum + tally.journal, 0n);
  const calls = guessed.reduce((sum, tally) => sum + tally.calls, 0);
  const apartPercent = percent(booked - truth, truth) / 100;
  if (calls >= enough && Math.abs(apartPercent) > boundPercent)
    faults.push(`what was estimated is ${apartPercent} % away from the truth`);
  return {
    shares: [...tallies.values()].map((tally) => tally.share()),
    interrupted: { truth: formatUsd(truth), journal: formatUsd(booked), apartPercent, boundPercent },
    faults: shortened(faults),
  };
}

function classOf(one: Asked, truth: Produced | null, row: Journaled | null): CallClass {
  if (row && !row.estimated) return one.left && one.status === 0 ? 'drained' : 'ended';
  if (row?.crashed) return 'crashed';
  if (truth?.silent) return 'silent';
  if ((truth?.amount ?? 0n) === 0n && !row) return 'unanswered';
  if (truth?.told && one.status === 200) return 'ended';
  return one.left ? 'left' : 'broken';
}

/** What is wrong with a call; null when nothing is. */
function wrongOf(
  kind: CallClass,
  one: Asked,
  truth: Produced | null,
  row: Journaled | null,
  charged: Said,
): string | null {
  const [made, booked] = [truth?.amount ?? 0n, row?.amount ?? 0n];
  if ((row?.rows ?? 0) > 1) return `it is in the journal ${row?.rows} times`;
  if (charged.rows > 1) return `it is in the books ${charged.rows} times`;
  if (booked !== charged.amount)
    return `${formatUsd(booked)} in the journal, ${formatUsd(charged.amount)} in the books`;
  if (kind === 'ended' || kind === 'drained')
    return made === booked ? null : `${formatUsd(made)} was produced, ${formatUsd(booked)} is booked`;
  if (kind === 'crashed')
    return made <= booked ? null : `${formatUsd(made)} was produced, ${formatUsd(booked)} is booked`;
  if (made > 0n && !row) return `${formatUsd(made)} was produced and nothing is booked`;
  if (made === 0n && kind !== 'silent' && booked > 0n && one.status >= 400)
    return `nothing was produced, ${formatUsd(booked)} is booked`;
  return null;
}

const mostShown = 20;

const shortened = (faults: string[]): string[] =>
  faults.length > mostShown
    ? [...faults.slice(0, mostShown), `and ${faults.length - mostShown} more`]
    : faults;

/** In hundredths of a percent. */
const percent = (part: bigint, whole: bigint): number =>
  whole === 0n ? (part === 0n ? 0 : 10_000) : Number((part * 10_000n) / whole);

class Tally {
  readonly policy: string;
  readonly kind: CallClass;
  calls = 0;
  truth = 0n;
  journal = 0n;
  #furthest = 0n;

  constructor(policy: string, kind: CallClass) {
    this.policy = policy;
    this.kind = kind;
  }

  add(truth: bigint, journal: bigint): void {
    this.calls += 1;
    this.truth += truth;
    this.journal += journal;
    const apart = journal - truth;
    if (magnitude(apart) > magnitude(this.#furthest)) this.#furthest = apart;
  }

  share(): Share {
    return {
      ...{ policy: this.policy, class: this.kind, calls: this.calls },
      ...{ truth: formatUsd(this.truth), journal: formatUsd(this.journal) },
      ...{ apart: percent(this.journal - this.truth, this.truth), furthest: formatUsd(this.#furthest) },
    };
  }
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

function tallyOf(tallies: Map<string, Tally>, policy: string, kind: CallClass): Tally {
  const name = `${policy} ${kind}`;
  const known = tallies.get(name) ?? new Tally(policy, kind);
  tallies.set(name, known);
  return known;
}
