import { isDeepStrictEqual } from 'node:util';
import type { Books, Verdict } from './books.ts';
import { judgeDeed } from './judge.ts';
import { type Answer, type Attempt, holdOf, type Operation } from './operation.ts';
import { judge, take } from './oracle.ts';

/** A disagreement between the ledger and the naive model, in one sentence. */
export interface Fault {
  what: string;
  /** Positions in the plan of the operations it is about. */
  operations: number[];
}

/** A command that posted, or the close of a book. */
export type Event =
  | { key: string; transactions: number }
  | { closes: 'budget' | 'financial'; through: string };

interface Claim {
  attempt: Attempt;
  /** Its key, or the id of the hold it wanted to open, was taken at the same time; it may not have seen that. */
  raced: boolean;
  /** How many of the posted commands certainly came before it, and how many may have. */
  after: number;
  before: number;
  /** Claims that were decided over the same hold before it. */
  earlier: readonly Claim[];
  placed: boolean;
  verdict: string;
}

/**
 * Lets the naive model live through a round in the order in which the ledger posted, and demands the
 * same answers. What posted nothing (refusals, repeats) has no place of its own in that order: it must
 * be right at some moment between its question and its answer.
 */
export function replayRound(books: Books, attempts: readonly Attempt[], order: readonly Event[]): Fault[] {
  const faults: Fault[] = [];
  const say = (what: string, ...about: Attempt[]) =>
    faults.push({ what, operations: about.map(({ operation }) => operation.index) });
  const accepted = new Map<string, Attempt[]>();
  const claims: Attempt[] = [];
  for (const attempt of attempts) {
    if ('refused' in attempt.answer) claims.push(attempt);
    else if (attempt.operation.deed.kind === 'close') continue;
    else accepted.set(attempt.operation.key, [...(accepted.get(attempt.operation.key) ?? []), attempt]);
  }
  const places = new Map(order.flatMap((event, at) => ('key' in event ? [[event.key, at + 1]] : [])));
  closesWithout(attempts, order, say);
  for (const [key, those] of accepted) {
    const [first, ...others] = those as [Attempt, ...Attempt[]];
    for (const other of others) {
      if (!isDeepStrictEqual(other.answer, first.answer))
        say('one key was answered in two ways', first, other);
      if (other.operation.body !== first.operation.body)
        say('one key took effect with two bodies', first, other);
    }
    const known = books.taken.get(key);
    if (known) {
      if (!isDeepStrictEqual(known.answer, first.answer)) say('a repeat was answered in another way', first);
      if (known.body !== first.operation.body) say('a taken key took another body', first);
      if (places.has(key)) say('a command took effect again', first);
    } else if (!places.has(key)) claims.push(first);
  }
  sweep(books, claimsInTime(claims, accepted, places), accepted, order, say);
  return faults;
}

/** Closes have no key: each that was granted must be there, and each that is there was asked for. */
function closesWithout(attempts: readonly Attempt[], order: readonly Event[], say: Say): void {
  const asked = new Set<string>();
  const granted = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const { deed } = attempt.operation;
    if (deed.kind !== 'close') continue;
    asked.add(`${deed.book} ${deed.through}`);
    if ('refused' in attempt.answer) continue;
    const other = granted.get(`${deed.book} ${deed.through}`);
    if (other) say('a book was closed twice through one day', attempt, other);
    granted.set(`${deed.book} ${deed.through}`, attempt);
  }
  for (const event of order) {
    if ('key' in event) continue;
    const name = `${event.closes} ${event.through}`;
    if (!asked.has(name)) say(`nobody asked to close ${name}`);
    granted.delete(name);
  }
  for (const [name, attempt] of granted) say(`the close of ${name} is lost`, attempt);
}

/** Between which places of the order each claim must hold, from when it was asked and answered. */
function claimsInTime(
  claims: readonly Attempt[],
  accepted: ReadonlyMap<string, readonly Attempt[]>,
  places: ReadonlyMap<string, number>,
): Claim[] {
  const ends: { at: number; place: number }[] = [];
  const starts: { at: number; place: number }[] = [];
  for (const [key, those] of accepted) {
    const place = places.get(key);
    if (place === undefined) continue;
    ends.push({ at: Math.min(...those.map(({ endedAt }) => endedAt)), place });
    starts.push({ at: Math.min(...those.map(({ startedAt }) => startedAt)), place });
  }
  ends.sort((a, b) => a.at - b.at);
  starts.sort((a, b) => b.at - a.at);
  const lows = runningBest(ends, Math.max);
  const highs = runningBest(starts, Math.min);
  const onHolds = decisionsOnHolds(accepted, places);
  const openers = openersIn(accepted);
  const openersOf = ({ operation: { deed } }: Attempt) =>
    (deed.kind === 'reserve' && openers.get(deed.hold)) || [];
  const inTime = claims.map((attempt): Claim => {
    const after = lows[countWhile(ends, ({ at }) => at < attempt.startedAt)] ?? 0;
    const before =
      (highs[countWhile(starts, ({ at }) => at > attempt.endedAt)] ?? Number.POSITIVE_INFINITY) - 1;
    const raced =
      races(attempt, accepted.get(attempt.operation.key) ?? []) || races(attempt, openersOf(attempt));
    const window = amongDecisions(attempt, onHolds, { after, before });
    return { attempt, raced, ...window, earlier: [], placed: false, verdict: '' };
  });
  inOrderOnHolds(inTime);
  return inTime;
}

/** Of those that changed one hold and posted nothing, each waits for the ones decided before it. */
function inOrderOnHolds(claims: readonly Claim[]): void {
  const silent = new Map<string, Claim[]>();
  for (const claim of claims) {
    const { operation, answer, decidedAt } = claim.attempt;
    const hold = holdOf(operation.deed);
    if ('refused' in answer || hold === null || decidedAt === null) continue;
    silent.set(hold, [...(silent.get(hold) ?? []), claim]);
  }
  const decided = ({ attempt }: Claim) => attempt.decidedAt ?? 0;
  for (const those of silent.values()) {
    for (const claim of those) claim.earlier = those.filter((other) => decided(other) < decided(claim));
  }
}

/**
 * What does not exist yet is not locked: neither a key nor the id of a new hold. So of two commands that
 * share nothing else, the one that posted may have the lower number and yet come second. Repeats of one
 * command share everything.
 */
const races = ({ operation, startedAt }: Attempt, takers: readonly Attempt[]): boolean =>
  takers.some((taker) => taker.operation.body !== operation.body && taker.endedAt > startedAt);

/** Who opened each hold of the round. */
function openersIn(accepted: ReadonlyMap<string, readonly Attempt[]>): Map<string, Attempt[]> {
  const openers = new Map<string, Attempt[]>();
  for (const attempt of [...accepted.values()].flat()) {
    const { deed } = attempt.operation;
    if (deed.kind === 'reserve') openers.set(deed.hold, [...(openers.get(deed.hold) ?? []), attempt]);
  }
  return openers;
}

type OnHolds = ReadonlyMap<string, readonly { decidedAt: number; place: number }[]>;

/** When the ledger decided over each hold. It is locked meanwhile, so these moments are in their true order. */
function decisionsOnHolds(
  accepted: ReadonlyMap<string, readonly Attempt[]>,
  places: ReadonlyMap<string, number>,
): OnHolds {
  const onHolds = new Map<string, { decidedAt: number; place: number }[]>();
  for (const [key, those] of accepted) {
    const place = places.get(key);
    for (const { operation, decidedAt } of those) {
      const hold = holdOf(operation.deed);
      if (hold === null || decidedAt === null || place === undefined) continue;
      onHolds.set(hold, [...(onHolds.get(hold) ?? []), { decidedAt, place }]);
    }
  }
  return onHolds;
}

/** Narrows where a command stands that changed a hold and posted nothing, such as one that put it in doubt. */
function amongDecisions(
  { operation, answer, decidedAt }: Attempt,
  onHolds: OnHolds,
  window: { after: number; before: number },
): { after: number; before: number } {
  const hold = holdOf(operation.deed);
  if ('refused' in answer || hold === null || decidedAt === null) return window;
  let { after, before } = window;
  for (const other of onHolds.get(hold) ?? []) {
    if (other.decidedAt < decidedAt) after = Math.max(after, other.place);
    if (other.decidedAt > decidedAt) before = Math.min(before, other.place - 1);
  }
  return { after, before };
}

/** `best[n]` is the best place among the first n. */
function runningBest(
  events: readonly { place: number }[],
  better: (a: number, b: number) => number,
): (number | undefined)[] {
  const best: (number | undefined)[] = [undefined];
  for (const { place } of events) {
    const last = best.at(-1);
    best.push(last === undefined ? place : better(last, place));
  }
  return best;
}

/** How many at the head of the list satisfy a condition that holds for a head only. */
function countWhile<T>(list: readonly T[], holds: (one: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Say = (what: string, ...about: Attempt[]) => void;

function sweep(
  books: Books,
  claims: readonly Claim[],
  accepted: ReadonlyMap<string, readonly Attempt[]>,
  order: readonly Event[],
  say: Say,
): void {
  const waiting = claims.toSorted(
    (a, b) => a.after - b.after || (a.attempt.decidedAt ?? 0) - (b.attempt.decidedAt ?? 0),
  );
  let next = 0;
  let active: Claim[] = [];
  for (let place = 0; place <= order.length; place += 1) {
    const event = order[place - 1];
    if (event && 'closes' in event) books.closed[event.closes] = event.through;
    else if (event) follow(books, event, accepted, say);
    for (; next < waiting.length && (waiting[next] as Claim).after <= place; next += 1)
      active.push(waiting[next] as Claim);
    if (active.length === 0) continue;
    active = stillOpen(books, active);
    for (const claim of active.filter(({ before }) => before <= place))
      say(
        `${sentence(claim.attempt.answer)}, and at no moment was that right: ${claim.verdict}`,
        claim.attempt,
      );
    active = active.filter(({ before }) => before > place);
  }
  for (const claim of active)
    say(
      `${sentence(claim.attempt.answer)}, and at no moment was that right: ${claim.verdict}`,
      claim.attempt,
    );
}

/** Those claims that are not right yet. One that is right may make another right. */
function stillOpen(books: Books, claims: readonly Claim[]): Claim[] {
  let open = [...claims];
  for (let before = -1; before !== open.length; ) {
    before = open.length;
    open = open.filter((claim) => !holdsNow(books, claim));
  }
  return open;
}

/** What comes of an operation that sees neither its key nor the hold it wants to open. */
function judgeUnseen(books: Books, operation: Operation): Verdict {
  if (operation.deed.kind !== 'reserve') return judgeDeed(books, operation);
  // A reservation looks for no other hold; a copy without its own would cost all that were ever made.
  return judgeDeed({ ...books, holds: new Map() }, operation);
}

function holdsNow(books: Books, claim: Claim): boolean {
  const { operation, answer } = claim.attempt;
  if (claim.raced && 'refused' in answer && differs(judgeUnseen(books, operation), answer) === null)
    return true;
  if (claim.earlier.some(({ placed }) => !placed)) {
    claim.verdict = 'one that was decided before it has no place yet';
    return false;
  }
  const verdict = judge(books, operation);
  const difference = differs(verdict, answer);
  claim.verdict = difference ?? '';
  if (difference !== null) return false;
  if ('refused' in verdict) return true;
  if (verdict.transactions > 0) {
    claim.verdict = 'it has to post, and no transaction of it is there';
    return false;
  }
  take(books, operation, verdict, answer);
  claim.placed = true;
  return true;
}

/** One command that posted: the model must accept it here and answer the same. */
function follow(
  books: Books,
  posted: Extract<Event, { key: string }>,
  accepted: ReadonlyMap<string, readonly Attempt[]>,
  say: Say,
): void {
  const attempt = accepted.get(posted.key)?.[0];
  if (!attempt) {
    say(`${posted.key} posted although nobody was told that it took effect`);
    return;
  }
  if (books.taken.has(posted.key)) return;
  const { operation, answer } = attempt;
  const verdict = judge(books, operation);
  const difference = differs(verdict, answer);
  if (difference !== null) say(`${sentence(answer)}: ${difference}`, attempt);
  if ('refused' in verdict) return;
  if (verdict.transactions !== posted.transactions)
    say(`${posted.transactions} transactions stand where ${verdict.transactions} belong`, attempt);
  take(books, operation, verdict, answer);
}

/** Why the model's verdict is not the ledger's answer, or null. */
function differs(verdict: Verdict, answer: Answer): string | null {
  if ('refused' in verdict) {
    if (!('refused' in answer)) return `the model refuses it as ${verdict.refused} (${verdict.why})`;
    if (answer.refused !== verdict.refused)
      return `the model refuses it as ${verdict.refused} (${verdict.why})`;
    return factsDiffer(verdict.facts ?? {}, answer.facts ?? {});
  }
  if ('refused' in answer) return 'the model accepts it';
  return factsDiffer(verdict.result ?? {}, (answer.result ?? {}) as Record<string, unknown>);
}

/** What the model knows must be what the ledger says; the ledger may say more. */
function factsDiffer(known: Record<string, unknown>, said: Record<string, unknown>): string | null {
  for (const [name, value] of Object.entries(known)) {
    if (!isDeepStrictEqual(said[name], value))
      return `${name} is ${JSON.stringify(said[name])} instead of ${JSON.stringify(value)}`;
  }
  return null;
}

const sentence = (answer: Answer): string =>
  'refused' in answer
    ? `the ledger refused it as ${answer.refused}`
    : `the ledger answered ${JSON.stringify(answer.result)}`;
