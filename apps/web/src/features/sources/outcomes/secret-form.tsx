import type { OutcomeSourceView } from '@exchequer/model/contract';
import { type FormEvent, useState } from 'react';
import { client } from '../../../api/client.ts';
import { useChange } from '../../../components/action.tsx';
import { FormFoot } from '../../../components/form-foot.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useView } from '../../../state/view.ts';

/** Takes the secret that a vendor made; the one before holds for a day. */
export function SecretForm({ source, onDone }: { source: OutcomeSourceView; onDone: () => void }) {
  const { workspace } = useView();
  const [secret, setSecret] = useState('');
  const keep = useChange(
    () => client.outcome.sources.rotate({ workspace, id: source.id, secret: secret.trim() }),
    () => `Deliveries of ${source.name} are verified with it from now on`,
  );
  const ready = secret.trim().length >= 8;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready) keep.mutate(undefined, { onSuccess: onDone });
  };
  return (
    <form onSubmit={send} className="mt-2 grid gap-3">
      <TextField
        label="Secret of the vendor"
        value={secret}
        onChange={setSecret}
        hint="Sealed at once. What was delivered before it was right is held, and can be read again."
      />
      <FormFoot ready={ready} pending={keep.isPending} error={keep.error} cancel="Close" onCancel={onDone}>
        Keep this secret
      </FormFoot>
    </form>
  );
}
