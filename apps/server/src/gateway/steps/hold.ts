import {
  budgetFault,
  type CallSize,
  type Candidate,
  capOutput,
  costUpTo,
  countsAtMost,
  gateFault,
  type Ticket,
  type WorstCase,
  worstCase,
} from '@exchequer/core/gate';
import {
  type GateFault,
  invariant,
  type LeaseRefusal,
  type NormalisedUsage,
  type PriceAnswer,
  type PriceQuestion,
} from '@exchequer/model';
import { type ReadCall, usageEventsOf } from '@exchequer/vendors/gate';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { cheaperModels } from './cheaper.ts';
import { gatedOf } from './gated.ts';
import { guessOf } from './guess.ts';
import { kindOf } from './kind.ts';

/** Told once whether the call may go on; null is yes. At once where nothing has to be asked for. */
export type Held = (fault: GateFault | null) => void;

/** Sets aside what the call can cost, at every level that pays for it. */
export function hold(gate: Gate, call: GateCall, done: Held): void {
  const { key } = call.by.holder;
  call.leaf = gate.view.leafOf(call.by.snapshot, call.by.holder, call.claims, call.startedAt);
  if (call.leaf === null) {
    if (call.rules.uncovered === 'admit') admit(gate, call, null, done);
    else done(uncoveredFault(gate, call));
    return;
  }
  gate.books.belongs(call.leaf, key.workspace);
  const known = answersKnown(gate, call);
  if (known) holdAt(gate, call, known, done);
  else {
    askPrices(gate, call).then(
      (answers) => holdAt(gate, call, answers, done),
      (error: unknown) => booksLost(gate, call, error, done),
    );
  }
}

/** Every (provider, model) that the call may be sent to: the dearest of them is held. */
function questionsOf(call: GateCall): PriceQuestion[] {
  const { serviceTier } = call.asked;
  return (call.plan?.targets ?? []).map(({ upstream, model }) => ({
    provider: upstream.provider,
    model,
    service_tier: serviceTier,
    speed: '',
    region: upstream.options.region ?? '',
  }));
}

function answersKnown(gate: Gate, call: GateCall): PriceAnswer[] | null {
  const answers: PriceAnswer[] = [];
  for (const question of questionsOf(call)) {
    const answer = gate.prices.known(question);
    if (!answer) return null;
    answers.push(answer);
  }
  return answers;
}

const askPrices = (gate: Gate, call: GateCall): Promise<PriceAnswer[]> =>
  Promise.all(questionsOf(call).map((question) => gate.prices.ask(question)));

/** A call as its worst case is reckoned from it. */
export const sizeOf = ({ match, inputTokens, maxOutput, extras }: ReadCall): CallSize => ({
  endpoint: match.endpoint,
  inputTokens,
  maxOutput,
  extras,
});

function holdAt(gate: Gate, call: GateCall, answers: readonly PriceAnswer[], done: Held): void {
  const size = sizeOf(call.asked);
  const { defaultMaxOutput } = call.rules;
  const at = { nowMs: call.startedAt.getTime(), defaultMaxOutput };
  let worst: WorstCase | null = null;
  for (const answer of answers) {
    const one = worstCase(size, answer, at);
    if (!worst || one.amount > worst.amount) worst = one;
  }
  if (!worst) done(gateFault('no-route', { model: call.asked.model }));
  else {
    call.worst = worst;
    askFor(gate, call, worst, done);
  }
}

function askFor(gate: Gate, call: GateCall, worst: WorstCase, done: Held): void {
  const leaf = call.leaf as string;
  const { amount, covered } = amountOf(gate, call, worst);
  call.coveredOutput = covered;
  const answer = gate.admissions.admit(leaf, { amount, worst: worst.amount });
  if (!(answer instanceof Promise)) admit(gate, call, answer, done);
  else {
    answer.then(
      (ticket) => {
        if ('refused' in ticket) refused(gate, call, ticket, done);
        else admit(gate, call, ticket, done);
      },
      (error: unknown) => booksLost(gate, call, error, done),
    );
  }
}

/** The worst case, or what such calls usually cost. */
function amountOf(gate: Gate, call: GateCall, worst: WorstCase): { amount: bigint; covered: number } {
  if (call.rules.holds === 'strict') return { amount: worst.amount, covered: worst.outputTokens };
  const { amount, outputTokens } = gate.learned.hold(kindOf(call), worst);
  return { amount, covered: outputTokens };
}

/** What is left may still be enough for a shorter answer, where the key's holder prefers one. */
function refused(gate: Gate, call: GateCall, refusal: LeaseRefusal, done: Held): void {
  const capped = cappedOutput(call, refusal);
  if (refusal.refused === 'nothing-covers' && call.rules.uncovered === 'admit') {
    call.leaf = null;
    admit(gate, call, null, done);
  } else if (capped === null) {
    const told = (candidates: readonly Candidate[]) => done(exhausted(gate, call, refusal, candidates));
    cheaperModels(gate, call).then(told, (error: unknown) => {
      gate.log('cheaper models could not be looked up', error);
      told([]);
    });
  } else {
    call.cappedOutput = capped.outputTokens;
    call.flags.push('capped');
    call.worst = capped;
    askFor(gate, call, capped, done);
  }
}

/** The call with as much output as what is left pays for; null where that is of no use or not wished. */
function cappedOutput(call: GateCall, { free }: LeaseRefusal): WorstCase | null {
  const { worst } = call;
  if (!call.by.holder.key.capOutput || !worst || call.cappedOutput !== null) return null;
  const outputTokens = capOutput(worst, free);
  if (outputTokens === null || outputTokens >= worst.outputTokens) return null;
  return { ...worst, outputTokens, amount: costUpTo(worst, outputTokens) };
}

function exhausted(
  gate: Gate,
  call: GateCall,
  refusal: LeaseRefusal,
  candidates: readonly Candidate[] = [],
): GateFault {
  const lease = call.leaf === null ? null : gate.admissions.pool.of(call.leaf).current(gate.clock.epochMs());
  return budgetFault({
    refusal,
    needed: call.worst?.amount ?? 0n,
    held: lease?.reserved ?? 0n,
    timeZone: call.by.snapshot.company.timeZone,
    nowMs: call.startedAt.getTime(),
    link: gate.requestUrl(call.workspace, refusal.envelopeId),
    candidates,
  });
}

const uncoveredFault = (gate: Gate, call: GateCall): GateFault =>
  exhausted(gate, call, {
    ...{
      refused: 'nothing-covers',
      detail: 'no envelope covers this call',
      envelopeId: '',
      envelopeName: '',
    },
    ...{ free: 0n, limit: 0n, period: '', resetsAt: null },
  });

/** The books are away, and nothing that was leased is left: the rule decides. */
function booksLost(gate: Gate, call: GateCall, error: unknown, done: Held): void {
  gate.log('the books cannot be asked for a call', error);
  if (call.rules.booksLost === 'refuse') done(gateFault('books-unreachable', {}));
  else {
    call.flags.push('unheld');
    admit(gate, call, null, done);
  }
}

/** Writes down that the call goes on. From here on it is booked, whatever becomes of this process. */
function admit(gate: Gate, call: GateCall, ticket: Ticket | null, done: Held): void {
  if (call.gone) {
    ticket?.lease.void(ticket);
    done(null);
    return;
  }
  call.ticket = ticket;
  gate.spool.admit(call.id, admittedUsage(gate, call), ticket?.held ?? 0n, (written) => {
    call.admitted = written;
    if (!written) {
      ticket?.lease.void(ticket);
      call.ticket = null;
    }
    done(written ? null : gateFault('spool-full', {}));
  });
}

/** Should this process die, nobody sees how the call ends: then it has cost what was held for it at most. */
export function admittedUsage(gate: Gate, call: GateCall): NormalisedUsage {
  const guess = call.worst ? undefined : guessOf(gate, call);
  const [usage] = usageEventsOf(gatedOf(call, { estimated: true, guess }));
  invariant(usage, 'a call makes an event');
  return call.worst ? Object.assign(usage, countsAtMost(call.worst)) : usage;
}
