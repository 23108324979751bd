import type { BudgetEnvelope } from '@exchequer/model/contract';
import { type FormEvent, useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { moneyWords } from '../../format/money.ts';
import { useView } from '../../state/view.ts';
import { belowSpent, type Draft, draftFaults, draftInput, draftOf, emptyDraft } from './envelope-draft.ts';
import {
  BelowSpent,
  LimitFields,
  OverdraftFields,
  PeriodFields,
  WhatFields,
  WhoFields,
} from './envelope-fields.tsx';

interface Props {
  envelopes: readonly BudgetEnvelope[];
  /** The envelope that is changed; left out, a new one is made. */
  envelope?: BudgetEnvelope;
  /** What the form begins with beyond what is. */
  begin?: Partial<Draft>;
  /** Why it begins so, such as last month’s spend. */
  limitHint?: string;
  onClose: () => void;
}

/** A new envelope, or what may be changed of one; only fields with a reason stand in the way. */
export function EnvelopeForm({ envelopes, envelope, begin, limitHint, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>(() => ({
    ...(envelope ? draftOf(envelope) : emptyDraft),
    ...begin,
  }));
  const [tried, setTried] = useState(false);
  const parent = envelopes.find((e) => e.id === draft.parent_id);
  const currency = envelope?.currency ?? parent?.currency ?? 'USD';
  const save = useSave(draft, currency, envelope, onClose);
  const own = draftFaults(draft);
  const faults: Readonly<Record<string, string | undefined>> = {
    ...(tried ? own : {}),
    ...faultsOf(save.error),
  };
  const edit = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(own).length === 0) save.mutate(undefined);
  };
  const form = { draft, edit, faults, envelopes, envelope, currency };
  const below = belowSpent(draft, envelope);
  return (
    <Drawer
      title={envelope ? `Change ${envelope.name}` : 'New envelope'}
      sub={
        envelope
          ? 'A new limit holds at once, in the period that runs.'
          : 'It limits the spend of what it covers, inside the limits above it.'
      }
      onClose={onClose}
    >
      <form className="mt-5 grid gap-4" onSubmit={submit} noValidate>
        <Fields>
          <WhatFields {...form} />
          <LimitFields {...form} limitHint={limitHint} />
          <PeriodFields {...form} />
          <OverdraftFields {...form} />
          <WhoFields {...form} />
        </Fields>
        {below && envelope ? <BelowSpent draft={draft} edit={edit} envelope={envelope} /> : null}
        {tried && Object.keys(own).length > 0 ? (
          <p role="alert" className="text-[13px] text-stop">
            Some fields above need a look.
          </p>
        ) : null}
        <FormFoot
          ready={!below || draft.below_spent}
          pending={save.isPending}
          error={save.error}
          onCancel={onClose}
        >
          {envelope ? 'Change it' : 'Set the envelope'}
        </FormFoot>
      </form>
    </Drawer>
  );
}

/** Makes the envelope, or changes it unless somebody else did so meanwhile. */
function useSave(draft: Draft, currency: string, envelope: BudgetEnvelope | undefined, onClose: () => void) {
  const { workspace, change } = useView();
  return useChange(
    () =>
      client.budget.envelopes.put({
        workspace,
        ...(envelope && { id: envelope.id, expected_version: envelope.version }),
        ...draftInput(draft, currency),
      }),
    (saved) => {
      onClose();
      const limit = moneyWords(saved.limit, saved.currency);
      if (envelope) return `${saved.name} is changed; ${limit} holds at once`;
      change({ envelope: saved.id, do: undefined });
      return `${saved.name} is set: ${limit}`;
    },
  );
}
