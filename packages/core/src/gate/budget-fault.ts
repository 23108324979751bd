import { formatUsd, type GateFault, type LeaseRefusal } from '@exchequer/model';
import { greater } from './amount.ts';
import { budgetName, instantText, moneyText } from './words.ts';

/** A model that the key may use instead, and what the same call would cost with it at most. */
export interface Candidate {
  model: string;
  worst: bigint;
}

/** What a refused caller is told of. */
export interface BudgetRefusal {
  refusal: LeaseRefusal;
  /** What the call may cost at most. */
  needed: bigint;
  /** What running calls of this gateway hold of the envelope. */
  held: bigint;
  /** ISO 4217 code of the envelope. */
  currency?: string;
  /** The company's time zone. */
  timeZone: string;
  nowMs: number;
  /** Where more can be asked for; empty when there is no such place. */
  link: string;
  candidates: readonly Candidate[];
}

/** A budget stop: final, so that clients do not repeat the call. */
export function budgetFault(asked: BudgetRefusal): GateFault {
  const { refusal, needed, held, nowMs, link } = asked;
  const { resetsAt } = refusal;
  const instead = cheaperModel(asked.candidates, needed, refusal.free);
  const message = [
    reached(asked),
    resetsAt && `Resets ${instantText(resetsAt, asked.timeZone, nowMs)}.`,
    instead && `${instead.model} would fit.`,
    link && `Request more: ${link}`,
  ];
  return {
    kind: 'budget-exhausted',
    status: 429,
    message: message.filter((part) => part).join(' '),
    retry: false,
    facts: {
      reason: refusal.refused,
      envelope: refusal.envelopeId,
      envelope_name: refusal.envelopeName,
      period: refusal.period,
      limit: formatUsd(refusal.limit),
      free: formatUsd(greater(refusal.free, 0n)),
      held: formatUsd(held),
      needed: formatUsd(needed),
      currency: asked.currency ?? 'USD',
      resets_at: resetsAt?.toISOString() ?? null,
      cheaper_model: instead?.model ?? null,
      cheaper_model_needs: instead ? formatUsd(instead.worst) : null,
      request_url: link || null,
    },
  };
}

/** The nearest model that fits: the dearest of those that cost no more than what is left. */
export function cheaperModel(
  candidates: readonly Candidate[],
  needed: bigint,
  free: bigint,
): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    const { worst } = candidate;
    if (worst > free || worst >= needed || worst <= 0n) continue;
    if (!best || worst > best.worst || (worst === best.worst && candidate.model < best.model))
      best = candidate;
  }
  return best;
}

function reached({ refusal, needed, held, currency }: BudgetRefusal): string {
  const money = (amount: bigint) => moneyText(amount, currency);
  const { free, limit, period, refused, envelopeName } = refusal;
  if (refused === 'nothing-covers') return 'No budget covers this call.';
  if (refused === 'books-refused') return sentence(refusal.detail || `${envelopeName} takes no more spend`);
  const budget = `${budgetName(period)} of ${money(limit)}`;
  if (free <= 0n && held === 0n) return `${budget} reached.`;
  const running = held > 0n ? ` (${money(held)} is held by running calls)` : '';
  const left = free > 0n ? `${money(free)} is left` : 'nothing is left';
  return `${budget} reached: ${left}${running}, this call may cost ${moneyText(needed, currency, 'up')}.`;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
