import type { BudgetEnvelope } from '@exchequer/model/contract';
import { useId } from 'react';
import { cssColour, envelopeBar } from '../../charts/index.ts';
import { Drawn } from '../../components/drawn.tsx';
import { moneyExact, moneyWords } from '../../format/money.ts';
import { useSurroundings } from '../../state/context.tsx';
import { heldOf, type Sums } from './tree.ts';
import { elapsed, percentWords, standing } from './words.ts';

const ground = { free: cssColour('line'), mark: cssColour('ink'), ground: cssColour('paper') };
const fills = { calm: cssColour('accent'), warn: cssColour('warn'), stop: cssColour('stop') };

/** An envelope’s current period as a bar; its sentence tells the same in words. */
export function EnvelopeBar({
  envelope,
  width,
  height = 14,
}: {
  envelope: BudgetEnvelope;
  width: number;
  height?: number;
}) {
  const { now } = useSurroundings();
  const id = useId().replace(/\W/g, '');
  const { balance, currency } = envelope;
  if (!balance) return <span className="text-[12.5px] text-mute">not in force today</span>;
  const { tone, percent } = standing(envelope);
  const drawing = envelopeBar({
    width,
    height,
    limit: Number(balance.limit),
    spent: Number(balance.spent),
    held: Number(heldOf(balance)),
    thresholds: envelope.thresholds,
    elapsed: elapsed(balance, now()),
    id,
    colours: { spent: fills[tone], over: fills.stop, ...ground },
  });
  const words = `${moneyExact(balance.spent, currency)} spent and ${moneyExact(heldOf(balance), currency)} held of ${moneyExact(balance.limit, currency)}, ${percentWords(percent)}; even pace would stand at ${percentWords(elapsed(balance, now()) * 100)}`;
  return (
    <span role="img" aria-label={words} title={words} className="block">
      <Drawn drawing={drawing} />
    </span>
  );
}

/** The same for persons taken together: no thresholds, no colour that would point at anybody. */
export function SumsBar({ sums, width }: { sums: Sums; width: number }) {
  const id = useId().replace(/\W/g, '');
  const drawing = envelopeBar({
    width,
    height: 14,
    limit: Number(sums.limit),
    spent: Number(sums.spent),
    held: Number(sums.held),
    thresholds: [],
    elapsed: null,
    id,
    colours: { spent: cssColour('other'), over: cssColour('other'), ...ground },
  });
  const words = `${moneyWords(sums.spent, sums.currency)} spent of ${moneyWords(sums.limit, sums.currency)} together`;
  return (
    <span role="img" aria-label={words} title={words} className="block">
      <Drawn drawing={drawing} />
    </span>
  );
}
