import type { BudgetEnvelope, BudgetSummary } from '@exchequer/model/contract';
import { HeroCell, HeroLine, HeroName, HeroNote, HeroValue } from '../../components/hero-line.tsx';
import { Money } from '../../components/money.tsx';
import { ProvenanceDot } from '../../components/provenance.tsx';
import { moneyWords } from '../../format/money.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { useRunways } from './runway.tsx';
import { runwayBand } from './runway-words.ts';
import { daysToReset, daysWords, percentWords } from './words.ts';

type Totals = BudgetSummary['totals'][number];

const share = (part: string, whole: string) =>
  Number(whole) > 0 ? percentWords((Number(part) / Number(whole)) * 100) : null;

/** Committed, spent, held, free, and how long it lasts: one line per currency. */
export function Heroes({ summary, roots }: { summary: BudgetSummary; roots: readonly BudgetEnvelope[] }) {
  const several = summary.totals.length > 1;
  return summary.totals.map((totals) => (
    <OneLine
      key={totals.currency}
      totals={totals}
      roots={roots.filter((root) => root.currency === totals.currency)}
      label={several ? `Main figures in ${totals.currency}` : 'Main figures'}
    />
  ));
}

function OneLine({
  totals,
  roots,
  label,
}: {
  totals: Totals;
  roots: readonly BudgetEnvelope[];
  label: string;
}) {
  const { change, workspace } = useView();
  const { currency } = totals;
  const [root] = roots;
  const open = root ? () => change({ envelope: root.id }) : undefined;
  const spentShare = share(totals.spent, totals.committed);
  const freeShare = share(totals.free, totals.committed);
  const known = workspace === 'sample' ? 'sample' : 'measured';
  return (
    <HeroLine label={label}>
      <HeroCell>
        <HeroName>Committed</HeroName>
        <HeroValue onOpen={open} opens="Open the envelope at the top">
          <Money value={totals.committed} currency={currency} />
        </HeroValue>
        <HeroNote>{roots.length === 1 && root ? root.name : `${roots.length} envelopes at the top`}</HeroNote>
      </HeroCell>
      <HeroCell>
        <HeroName mark={<ProvenanceDot kind={known} />}>Spent</HeroName>
        <HeroValue onOpen={open} opens="Show its days and transactions">
          <Money value={totals.spent} currency={currency} />
        </HeroValue>
        <HeroNote>{spentShare ? `${spentShare} of it` : null}</HeroNote>
      </HeroCell>
      <HeroCell>
        <HeroName mark={<ProvenanceDot kind={known} />}>Held for running calls</HeroName>
        <HeroValue onOpen={open} opens="Show what is held">
          <Money value={totals.held} currency={currency} />
        </HeroValue>
        <HeroNote>reservations and leases</HeroNote>
      </HeroCell>
      <HeroCell>
        <HeroName mark={<ProvenanceDot kind={known} />}>Free</HeroName>
        <HeroValue onOpen={open} opens="Show its burn-down">
          <Money value={totals.free} currency={currency} />
        </HeroValue>
        <HeroNote>
          {Number(totals.overdrawn) > 0
            ? `${moneyWords(totals.overdrawn, currency)} overdrawn`
            : freeShare
              ? `${freeShare} of it`
              : null}
        </HeroNote>
      </HeroCell>
      <DaysLeft totals={totals} root={roots.length === 1 ? root : undefined} />
    </HeroLine>
  );
}

function DaysLeft({ totals, root }: { totals: Totals; root: BudgetEnvelope | undefined }) {
  const { now } = useSurroundings();
  const { change } = useView();
  const left = totals.days_left === null ? null : Number(totals.days_left);
  const togo = root?.balance ? daysToReset(root.balance, now()) : null;
  const short = left !== null && togo !== null && left < togo;
  const runway = useRunways().get(root?.id ?? '');
  return (
    <HeroCell>
      <HeroName mark={<ProvenanceDot kind="estimated" />}>Days left at this burn</HeroName>
      {left === null || left > 366 ? (
        <div className="mt-1 min-h-[32px] text-[15px] font-[550] text-mute">
          {left === null ? 'Nothing is being spent' : 'More than a year'}
        </div>
      ) : (
        <HeroValue
          onOpen={root ? () => change({ envelope: root.id }) : undefined}
          opens="Show the days it is estimated from"
        >
          <span className={short ? 'text-stop' : ''}>
            {left < 10 ? left.toFixed(1) : Math.floor(left).toLocaleString('en-US')}
          </span>
        </HeroValue>
      )}
      <HeroNote>
        {runway && runway.label === null ? `${runwayBand(runway)} · ` : ''}
        {moneyWords(totals.daily_spend, totals.currency)} a day
        {togo === null ? '' : ` · period ends in ${daysWords(togo)}`}
      </HeroNote>
    </HeroCell>
  );
}
