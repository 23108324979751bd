import { invariant } from '@exchequer/model';
import { accrualDays, entitlement, smaller, wholeCents } from './accrual.ts';
import { addDays, type DaySpan, earlier, endOfPeriods, periodOf, without } from './calendar.ts';
import { type DaySpend, type Draw, drawLots, giveBack } from './draw.ts';
import { emptyBalance, type Grant, type Holder, holderKey, type Lot } from './grant.ts';

/** What a run does to the lots of a holder, in order. Each is one transaction of the books. */
export type LotStep =
  | { step: 'issue'; lot: Lot; day: string }
  | { step: 'roll'; from: string; lot: Lot; day: string }
  | { step: 'cut'; lotId: string; amount: bigint; accruesTo: string; advance: bigint; day: string }
  | { step: 'expire'; lotId: string; amount: bigint; day: string }
  | { step: 'return'; lotId: string; amount: bigint; poolLot: Lot; day: string }
  | { step: 'draw'; draw: Draw };

/** A holder as a run finds it. */
export interface HolderFacts {
  holder: Holder;
  /** Grants of the holder, and those that its other lots came from. */
  grants: readonly Grant[];
  /** Every lot that the holder ever had. */
  lots: readonly Lot[];
  /** Spend that no draw stands for yet, by day; minus where spend shrank. */
  spend: readonly DaySpend[];
  /** Draws of the days whose spend shrank. */
  drawn: readonly Draw[];
  /** The pool of the holder's team; null when there is none: then surplus expires. */
  poolTeam: string | null;
  /** First day on which a worker no longer works here. */
  leavesOn: string | null;
  /** What the envelope holds for running calls: it cannot be taken back before they end. */
  held: bigint;
  /**
   * Money of the envelope that came by no lot, such as an approved increase. It pays for spend that no
   * lot covers on its day, so that later lots need not.
   */
  other: bigint;
  today: string;
  fiscalStart: number;
}

/** The lots of one holder while a run works on them. */
class Run {
  readonly lots = new Map<string, Lot>();
  readonly steps: LotStep[] = [];
  readonly advance = new Map<string, bigint>();
  readonly facts: HolderFacts;
  readonly #grants: Map<string, Grant>;
  #due: { grant: Grant; span: DaySpan }[];
  #uncovered: DaySpend[] = [];

  constructor(facts: HolderFacts) {
    this.facts = facts;
    const { leavesOn } = facts;
    const here = (grant: Grant) =>
      leavesOn === null ? grant : { ...grant, endsOn: earlier(grant.endsOn ?? leavesOn, leavesOn) };
    this.#grants = new Map(facts.grants.map((grant) => [grant.id, this.#own(grant) ? here(grant) : grant]));
    for (const lot of facts.lots) this.lots.set(lot.id, { ...lot });
    for (const grant of facts.grants) this.advance.set(grant.id, grant.advance);
    this.#due = [...this.#grants.values()].filter((one) => this.#own(one)).flatMap((one) => this.#dueOf(one));
  }

  #own(grant: Grant): boolean {
    return holderKey(grant.holder) === holderKey(this.facts.holder);
  }

  /** What accrues through today and has no lot yet, period by period. */
  #dueOf(grant: Grant): { grant: Grant; span: DaySpan }[] {
    const { today, fiscalStart } = this.facts;
    const { cadence } = grant.terms;
    const covered = [...this.lots.values()].flatMap((lot) =>
      lot.grantId === grant.id && lot.accrues ? [lot.accrues] : [],
    );
    const whole = { from: grant.startsOn, to: periodOf(cadence, today, fiscalStart).to };
    const open = accrualDays(grant, whole).flatMap((span) => without(span, covered));
    const due: { grant: Grant; span: DaySpan }[] = [];
    for (const { from, to } of open) {
      for (let day = from; day < to && day <= today; ) {
        const end = earlier(periodOf(cadence, day, fiscalStart).to, to);
        due.push({ grant, span: { from: day, to: end } });
        day = end;
      }
    }
    return due;
  }

  /** Every day from the first on which something is to be done, through today. */
  days(): string[] {
    const { spend, today, leavesOn } = this.facts;
    const open = [...this.lots.values()].filter((lot) => lot.available > 0n);
    const starts = [
      ...spend.map(({ day }) => day),
      ...this.#due.map(({ span }) => span.from),
      ...open.map((lot) => lot.expiresOn),
      ...(open.length > 0 ? [...this.#grants.values()].map((grant) => grant.endsOn ?? today) : []),
      ...(open.length > 0 && leavesOn !== null ? [leavesOn] : []),
    ];
    const days: string[] = [];
    for (let day = starts.reduce(earlier, today); day <= today; day = addDays(day, 1)) days.push(day);
    return days;
  }

  spend(uncovered: readonly DaySpend[]): void {
    for (const delta of uncovered.filter(({ amount }) => amount < 0n)) {
      const back = { day: delta.day, amount: -delta.amount };
      for (const draw of giveBack([...this.lots.values()], this.facts.drawn, back)) this.lay(draw);
    }
    this.#uncovered = uncovered.filter(({ amount }) => amount > 0n).map((one) => ({ ...one }));
  }

  lay(draw: Draw): void {
    const lot = this.#lot(draw.lotId);
    lot.available -= draw.amount;
    lot.used += draw.amount;
    invariant(lot.available >= 0n && lot.used >= 0n, 'a lot gives no more than it has');
    this.steps.push({ step: 'draw', draw });
  }

  /**
   * Draws what was spent on a day from the lots valid on it. Spend that nothing covered on its own day
   * waits for the next lot, as the envelope's overdraft does.
   */
  drawThrough(day: string): void {
    this.#drawOn(
      day,
      this.#uncovered.filter((one) => one.day === day),
    );
    this.#drawOn(day, this.#waiting(day));
  }

  /** Spend of earlier days that neither a lot nor other money of the envelope has covered. */
  #waiting(day: string): DaySpend[] {
    let paid = this.facts.other;
    const waiting = this.#uncovered.filter((one) => one.day < day).sort((a, b) => (a.day < b.day ? -1 : 1));
    return waiting.flatMap((one) => {
      const elsewhere = paid > 0n ? smaller(paid, one.amount) : 0n;
      paid -= elsewhere;
      return elsewhere === one.amount ? [] : [{ day: one.day, amount: one.amount - elsewhere }];
    });
  }

  #drawOn(day: string, spend: readonly DaySpend[]): void {
    if (spend.length === 0) return;
    const open = [...this.lots.values()].filter((lot) => lot.startsOn <= day && day < lot.expiresOn);
    const { draws } = drawLots(
      open.map((lot) => ({ ...lot, startsOn: '0000-01-01' })),
      spend,
    );
    for (const draw of draws) this.#settle(draw);
  }

  #settle(draw: Draw): void {
    this.lay(draw);
    for (const one of this.#uncovered) if (one.day === draw.day) one.amount -= draw.amount;
    this.#uncovered = this.#uncovered.filter(({ amount }) => amount > 0n);
  }

  issue(day: string): void {
    const ready = this.#due.filter(({ span }) => span.from <= day);
    this.#due = this.#due.filter(({ span }) => span.from > day);
    for (const { grant, span } of ready) this.#issueOne(grant, span, day);
  }

  #issueOne(grant: Grant, span: DaySpan, day: string): void {
    const { cadence, validPeriods } = grant.terms;
    const owed = this.advance.get(grant.id) ?? 0n;
    const accrued = entitlement(grant, span);
    const netted = smaller(owed, accrued);
    this.advance.set(grant.id, owed - netted);
    const granted = accrued - netted;
    const lot: Lot = {
      ...emptyBalance(),
      id: this.#freeId(lotId(grant.id, span.from)),
      grantId: grant.id,
      holder: grant.holder,
      kind: 'accrual',
      startsOn: span.from,
      expiresOn: endOfPeriods(cadence, span.from, validPeriods, this.facts.fiscalStart),
      accrues: span,
      rolled: false,
      granted,
      available: granted,
    };
    this.#add({ step: 'issue', lot, day });
  }

  /** A lot that was wholly taken back by a pause of its first day keeps its id. */
  #freeId(id: string): string {
    let free = id;
    for (let again = 2; this.lots.has(free); again++) free = `${id}_${again}`;
    return free;
  }

  #add(step: Extract<LotStep, { step: 'issue' | 'roll' }>): void {
    this.lots.set(step.lot.id, { ...step.lot });
    this.steps.push(step);
  }

  /** Takes back what lots were given for days that a pause or an end has taken out since. */
  cut(day: string): void {
    for (const lot of this.lots.values()) {
      const grant = this.#grants.get(lot.grantId);
      if (!lot.accrues || !grant || runsThrough(grant, lot.accrues)) continue;
      const kept = accrualDays(grant, lot.accrues)[0];
      const accruesTo = kept && kept.from === lot.accrues.from ? kept.to : lot.accrues.from;
      if (accruesTo >= lot.accrues.to || (accruesTo > day && day < this.facts.today)) continue;
      const uncut = { ...grant, endsOn: null, pauses: [] };
      const excess = entitlement(uncut, { from: accruesTo, to: lot.accrues.to });
      const amount = smaller(excess, lot.available);
      const advance = excess - amount;
      lot.available -= amount;
      lot.returned += amount;
      lot.accrues = { from: lot.accrues.from, to: accruesTo };
      this.advance.set(grant.id, (this.advance.get(grant.id) ?? 0n) + advance);
      this.steps.push({ step: 'cut', lotId: lot.id, amount, accruesTo, advance, day });
    }
  }

  /** Ends lots whose time or whose grant is over: a share rolls over once, the rest leaves the holder. */
  close(day: string): void {
    const { leavesOn } = this.facts;
    const left = leavesOn !== null && leavesOn <= day;
    for (const lot of [...this.lots.values()]) {
      const grant = this.#grants.get(lot.grantId);
      const ended = left || (grant?.endsOn != null && grant.endsOn <= day && this.#own(grant));
      if (lot.available === 0n || !(ended || lot.expiresOn <= day)) continue;
      if (!ended && grant) this.#roll(lot, grant, day);
      if (lot.available > 0n) this.#leave(lot, grant, day);
    }
  }

  #roll(lot: Lot, grant: Grant, day: string): void {
    const { cadence, rollover, validPeriods } = grant.terms;
    if (lot.kind !== 'accrual' || lot.rolled) return;
    const share = wholeCents((lot.available * BigInt(rollover.percent)) / 100n);
    const amount = rollover.cap === null ? share : smaller(rollover.cap, share);
    lot.rolled = true;
    if (amount === 0n) return;
    lot.available -= amount;
    lot.transferred += amount;
    const next: Lot = {
      ...emptyBalance(),
      id: `${lot.id}_r`,
      grantId: lot.grantId,
      holder: lot.holder,
      kind: 'rollover',
      startsOn: lot.expiresOn,
      expiresOn: endOfPeriods(cadence, lot.expiresOn, validPeriods, this.facts.fiscalStart),
      accrues: null,
      rolled: true,
      granted: amount,
      available: amount,
    };
    this.#add({ step: 'roll', from: lot.id, lot: next, day });
  }

  #leave(lot: Lot, grant: Grant | undefined, day: string): void {
    const { poolTeam } = this.facts;
    const pooled = poolTeam !== null && lot.holder.kind === 'worker' && grant?.terms.surplus !== 'expire';
    const amount = lot.available;
    lot.available = 0n;
    if (!pooled || !grant) {
      lot.expired += amount;
      this.steps.push({ step: 'expire', lotId: lot.id, amount, day });
      return;
    }
    lot.returned += amount;
    this.steps.push({
      step: 'return',
      lotId: lot.id,
      amount,
      poolLot: this.#poolLot(lot, amount, grant, day),
      day,
    });
  }

  /** Surplus stays in the pool through the next whole period, a month at least. */
  #poolLot(lot: Lot, amount: bigint, grant: Grant, day: string): Lot {
    const cadence = grant.terms.cadence === 'daily' ? 'monthly' : grant.terms.cadence;
    const period = periodOf(cadence, day, this.facts.fiscalStart);
    return {
      ...emptyBalance(),
      id: `${lot.id}_p${day.replaceAll('-', '')}`,
      grantId: lot.grantId,
      holder: { kind: 'team', id: this.facts.poolTeam ?? '' },
      kind: 'pool',
      startsOn: day,
      expiresOn: endOfPeriods(cadence, day, period.from === day ? 1 : 2, this.facts.fiscalStart),
      accrues: null,
      rolled: true,
      granted: amount,
      available: amount,
    };
  }

  /**
   * Gives lots back what they cannot give up: money spent after their last day but before this run
   * saw it, and money held for calls that still run. The envelope had let both pass.
   */
  keepSpent(): void {
    const { held, other, today } = this.facts;
    for (const { day, amount } of this.#waiting(addDays(today, 1))) {
      this.#reclaim(amount, (lotId, kept) => this.#settle({ day, lotId, amount: kept }));
    }
    const available = [...this.lots.values()].reduce((sum, lot) => sum + lot.available, 0n);
    const uncovered = this.#uncovered.reduce((sum, one) => sum + one.amount, 0n);
    const short = held + uncovered - other - available;
    if (short > 0n) this.#reclaim(short, () => {});
  }

  #reclaim(wanted: bigint, then: (lotId: string, amount: bigint) => void): void {
    let rest = wanted;
    for (const step of [...this.steps].reverse()) {
      if (rest === 0n || (step.step !== 'expire' && step.step !== 'return' && step.step !== 'cut')) continue;
      const kept = smaller(step.amount, rest);
      if (kept === 0n) continue;
      const lot = this.#lot(step.lotId);
      step.amount -= kept;
      lot.available += kept;
      if (step.step === 'expire') lot.expired -= kept;
      else lot.returned -= kept;
      if (step.step === 'return') {
        step.poolLot.granted -= kept;
        step.poolLot.available -= kept;
      }
      if (step.step === 'cut') {
        step.advance += kept;
        this.advance.set(lot.grantId, (this.advance.get(lot.grantId) ?? 0n) + kept);
      }
      rest -= kept;
      then(step.lotId, kept);
    }
  }

  #lot(id: string): Lot {
    const lot = this.lots.get(id);
    invariant(lot, `the lot ${id} is there`);
    return lot;
  }
}

const runsThrough = ({ endsOn, pauses }: Grant, { from, to }: DaySpan): boolean =>
  (endsOn === null || endsOn >= to) && pauses.every((pause) => pause.to <= from || to <= pause.from);

/** Names a lot by its grant and the day from which it accrues: the same on every repeat. */
export const lotId = (grantId: string, from: string): string =>
  `lot_${grantId.replace(/^grt_/, '')}_${from.replaceAll('-', '')}`;

/**
 * What has to happen to the lots of a holder so that they are right today: pauses and ends take back,
 * old lots roll over or leave, due lots come, spend is drawn, day by day since the last run, however
 * long ago that was. Gives the steps and the lots as they then are; doing it twice adds nothing.
 */
export function runHolder(facts: HolderFacts): {
  steps: LotStep[];
  lots: Lot[];
  advance: Map<string, bigint>;
} {
  const run = new Run(facts);
  run.spend(facts.spend);
  for (const day of run.days()) {
    run.cut(day);
    run.close(day);
    run.issue(day);
    run.drawThrough(day);
  }
  run.keepSpent();
  const steps = run.steps.filter((step) => !('amount' in step) || step.amount > 0n || step.step === 'cut');
  return { steps, lots: [...run.lots.values()], advance: run.advance };
}
