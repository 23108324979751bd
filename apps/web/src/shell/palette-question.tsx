import { Command } from 'cmdk';
import { type ReactNode, useEffect } from 'react';
import {
  Answer,
  BudgetAnswer,
  ChargeAnswer,
  callExample,
  EstimateAnswer,
  useEstimate,
  useMyBudget,
  useOwnCharge,
} from '../features/ask/index.ts';
import { moneyExact } from '../format/money.ts';
import { readsReports, useScopes } from '../state/context.tsx';
import { type Deed, type Question, useGo } from './palette-deeds.ts';
import { DeedItem, itemValue } from './palette-item.tsx';

/** What one types into the palette while it asks. */
export const questionHints: Record<Question, string> = {
  budget: 'Your budget',
  estimate: `A model and its tokens: ${callExample}`,
  charge: 'The id of a call: evt_…, or the request id of its answer',
};

interface Asked {
  typed: string;
  onRun: (deed: Deed) => void;
  onBack: () => void;
  /** Marks an item by its value. */
  onMark: (value: string) => void;
}

/** A question that the palette answers, and what can be done next. */
export function PaletteQuestion({ question, ...asked }: Asked & { question: Question }) {
  if (question === 'budget') return <MyBudgetQuestion {...asked} />;
  return question === 'estimate' ? <EstimateQuestion {...asked} /> : <ChargeQuestion {...asked} />;
}

function MyBudgetQuestion(asked: Asked) {
  const { data, error } = useMyBudget();
  const go = useGo();
  const reads = readsReports(useScopes().scopes);
  const more = useAskForMore();
  const open = (id: string) =>
    reads ? go('/w/$ws/budgets', undefined, { envelope: id }) : go('/w/$ws/me', 'budget');
  const levels = (data?.envelopes ?? []).map(({ id, name, free, limit, currency }) => ({
    name: `${name}: ${moneyExact(free, currency)} free of ${moneyExact(limit, currency)}`,
    run: open(id),
  }));
  return (
    <Next {...asked} deeds={[...levels, more]}>
      <Answer error={error} hint="Looking …">
        {data ? <BudgetAnswer budget={data} /> : null}
      </Answer>
    </Next>
  );
}

function EstimateQuestion(asked: Asked) {
  const { data, error } = useEstimate(asked.typed);
  const more = useAskForMore();
  const isShort = data?.fits === 'no' || data?.fits === 'perhaps';
  return (
    <Next {...asked} deeds={isShort ? [more] : []}>
      <Answer
        error={error}
        hint="Numbers take k and M; units are in, cached, written, out, max, characters, calls."
      >
        {data ? <EstimateAnswer estimate={data} /> : null}
      </Answer>
    </Next>
  );
}

function ChargeQuestion(asked: Asked) {
  const { data, error } = useOwnCharge(asked.typed);
  const go = useGo();
  const reads = readsReports(useScopes().scopes);
  const open = data ? go('/w/$ws/explore', undefined, { event: data.event_id }) : () => {};
  return (
    <Next {...asked} deeds={data && reads ? [{ name: 'Open the event', run: open }] : []}>
      <Answer error={error} hint="Your own calls alone.">
        {data ? <ChargeAnswer charge={data} /> : null}
      </Answer>
    </Next>
  );
}

function useAskForMore(): Deed {
  const go = useGo();
  const reads = readsReports(useScopes().scopes);
  const run = reads ? go('/w/$ws/budgets', undefined, { do: 'ask' }) : go('/w/$ws/me', 'budget');
  return { name: 'Ask for budget', run };
}

const heading = 'Next';

/** The answer, and below it what Enter does next. */
function Next({
  deeds,
  children,
  onRun,
  onBack,
  onMark,
}: Asked & { deeds: readonly Deed[]; children: ReactNode }) {
  const back: Deed = { name: 'Back to all actions', keys: 'Backspace', run: onBack };
  const first = (deeds[0] ?? back).name;
  // What an answer brings is marked, and not the way back that stood there alone.
  useEffect(() => onMark(itemValue(heading, first)), [onMark, first]);
  return (
    <>
      {children}
      <Command.List label="What next" className="p-1.5 text-[13.5px]">
        {[...deeds, back].map((deed) => (
          <DeedItem key={deed.name} deed={deed} heading={heading} onRun={deed === back ? onBack : onRun} />
        ))}
      </Command.List>
    </>
  );
}
