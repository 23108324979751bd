import type { BudgetEnvelope } from '@exchequer/model/contract';
import type { BudgetsSearch } from '../../state/budgets-search.ts';
import { useView } from '../../state/view.ts';
import { AskForm } from './ask-form.tsx';
import type { Draft } from './envelope-draft.ts';
import { EnvelopeDrawer } from './envelope-drawer.tsx';
import { EnvelopeForm } from './envelope-form.tsx';
import { MoveForm } from './move-form.tsx';
import { useBeginning } from './no-envelopes.tsx';

/** The sheet that the address names: an envelope, or a form about one. */
export function Sheets({
  search,
  envelopes,
}: {
  search: BudgetsSearch;
  envelopes: readonly BudgetEnvelope[];
}) {
  const { change } = useView();
  const envelope = envelopes.find((e) => e.id === search.envelope);
  const back = () => change({ do: undefined });
  switch (search.do) {
    case 'new':
      return <NewEnvelope envelopes={envelopes} onClose={back} />;
    case 'ask':
      return <AskForm envelopes={envelopes} chosen={envelope} onClose={back} />;
    case 'move':
      if (envelope) return <MoveForm from={envelope} envelopes={envelopes} onClose={back} />;
      break;
    case 'edit':
      if (envelope?.managed_by === 'web')
        return (
          <EnvelopeForm envelopes={envelopes} envelope={envelope} begin={triedCap(search)} onClose={back} />
        );
  }
  if (!search.envelope) return null;
  return (
    <EnvelopeDrawer
      id={search.envelope}
      search={search}
      onClose={() => change({ envelope: undefined, period: undefined, do: undefined })}
    />
  );
}

/** The cap that was just tried on the envelope, ready to be applied. */
const triedCap = (search: BudgetsSearch): Partial<Draft> | undefined =>
  search.tab === 'simulate' && search.cap && search.cap_on === search.envelope
    ? { limit: search.cap, enforcement: 'hard' }
    : undefined;

/** The first envelope is the company’s, and last month’s spend suggests its limit. */
function NewEnvelope({ envelopes, onClose }: { envelopes: readonly BudgetEnvelope[]; onClose: () => void }) {
  const first = envelopes.length === 0;
  const beginning = useBeginning(first);
  if (beginning.isPending) return null;
  return (
    <EnvelopeForm
      envelopes={envelopes}
      begin={first ? beginning.draft : { parent_id: envelopes.find((e) => e.parent_id === null)?.id ?? '' }}
      limitHint={first ? beginning.hint : undefined}
      onClose={onClose}
    />
  );
}
