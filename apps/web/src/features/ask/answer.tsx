import type { CostEstimateView, MyBudget, OwnCharge } from '@exchequer/model/contract';
import type { ReactNode } from 'react';
import { troubleOf } from '../../api/client.ts';
import { moneyExact, moneyWords } from '../../format/money.ts';
import { sentence } from '../../format/number.ts';
import { className } from '../../state/labels.ts';

/** What the palette answers, read out as it comes. */
export function Answer({ error, hint, children }: { error: unknown; hint: string; children: ReactNode }) {
  return (
    <output aria-live="polite" className="block border-b border-line px-4 py-3 text-[13.5px]">
      {error ? <Refused error={error} /> : (children ?? <span className="text-mute">{hint}</span>)}
    </output>
  );
}

function Refused({ error }: { error: unknown }) {
  const { what, fix } = troubleOf(error);
  return (
    <>
      <p className="font-[560]">{sentence(what)}</p>
      <p className="text-mute">{fix}</p>
    </>
  );
}

export function BudgetAnswer({ budget }: { budget: MyBudget }) {
  const [leaf] = budget.envelopes;
  if (!leaf) return <p>No envelope pays for you, so that none refuses a call either.</p>;
  return budget.spendable === null ? (
    <p>No limit refuses a call.</p>
  ) : (
    <p>
      The next call may cost at most{' '}
      <strong className="tabular-nums">{moneyExact(budget.spendable, leaf.currency)}</strong>.
    </p>
  );
}

type Line = CostEstimateView['lines'][number];

export function EstimateAnswer({ estimate }: { estimate: CostEstimateView }) {
  const { provider, model, calls, cost, lines, assumptions, fits } = estimate;
  const isSpan = cost.low !== cost.high;
  return (
    <>
      <p>
        <strong className="text-[16px] tabular-nums">{moneyWords(cost.likely, 'USD')}</strong>{' '}
        <span className="text-mute">
          {isSpan ? `likely, ${moneyWords(cost.low, 'USD')} to ${moneyWords(cost.high, 'USD')}, ` : ''}
          for {calls === 1 ? 'one call' : `${calls.toLocaleString('en-US')} calls`} of {provider}/{model}
        </span>
      </p>
      <Lines lines={lines} />
      <p>{fitSentences[fits]}</p>
      {assumptions.map((one) => (
        <p key={one} className="text-[12.5px] text-mute">
          {one}
        </p>
      ))}
    </>
  );
}

export function ChargeAnswer({ charge }: { charge: OwnCharge }) {
  const { provider, model, occurred_at, cost_contracted, lines, envelopes, notes, price } = charge;
  return (
    <>
      <p>
        <strong className="text-[16px] tabular-nums">
          {cost_contracted === null ? 'No price yet' : moneyWords(cost_contracted, 'USD')}
        </strong>{' '}
        <span className="text-mute">
          {provider}/{model}, {occurred_at.slice(0, 16).replace('T', ' ')} UTC
        </span>
      </p>
      <Lines lines={lines} />
      {envelopes.length > 0 ? <p>Paid by {envelopes.map(({ name }) => name).join(', below ')}.</p> : null}
      {price ? (
        <p className="text-[12.5px] text-mute">
          Price row {price.id}, {price.source}.
        </p>
      ) : null}
      {notes.map((one) => (
        <p key={one} className="text-[12.5px] text-mute">
          {one}
        </p>
      ))}
    </>
  );
}

/** Tokens by class at their prices. */
function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="my-1 text-[12.5px]">
      {lines.map((line) => (
        <li key={line.token_class} className="flex justify-between gap-4 tabular-nums">
          <span className="text-mute">
            {className(line.token_class)}: {Number(line.tokens).toLocaleString('en-US')} at $
            {line.usd_per_million} per million
          </span>
          <span>{moneyExact(line.cost, 'USD')}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whether the budget holds it. */
const fitSentences: Readonly<Record<CostEstimateView['fits'], string>> = {
  yes: 'Your budget holds it.',
  perhaps: 'Your budget holds the likely case, and not the high one.',
  no: 'Your budget does not hold it.',
  'no-limit': 'No limit of yours refuses it.',
  'no-envelope': 'No envelope pays for you.',
  nobody: 'You are signed in as nobody whose budget could pay for it.',
};
