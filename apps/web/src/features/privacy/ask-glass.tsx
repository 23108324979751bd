import { type FormEvent, useCallback, useState } from 'react';
import { client } from '../../api/client.ts';
import { useChange } from '../../components/action.tsx';
import { Field, Fields } from '../../components/field.tsx';
import { FormFoot } from '../../components/form-foot.tsx';
import { TextField } from '../../components/text-field.tsx';
import { WorkerPicker } from '../../components/worker-picker.tsx';
import { useWorkspace } from '../../state/view.ts';

const spans = [1, 2, 3, 4] as const;
/** So that a purpose says something to the person who will read it. */
const shortestPurpose = 10;

/** Asks to open what stands about one person: who, for what, for how long. */
export function AskGlass({ onDone }: { onDone: () => void }) {
  const workspace = useWorkspace();
  const [person, setPerson] = useState('');
  const [purpose, setPurpose] = useState('');
  const [hours, setHours] = useState(1);
  const choose = useCallback((id: string) => setPerson(id), []);
  const ask = useChange(
    () => client.privacy.request({ workspace, worker_id: person, purpose: purpose.trim(), hours }),
    ({ worker_name }) => `Asked. Another admin has to agree; ${worker_name} reads it on Me`,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(undefined, { onSuccess: onDone });
  };
  const isShort = purpose.trim() !== '' && purpose.trim().length < shortestPurpose;
  return (
    <form onSubmit={submit} className="mb-4 grid gap-3 border-y border-line py-3" aria-label="Ask to look">
      <Fields>
        <WorkerPicker label="Person" kind="person" name="" onChange={choose} />
        <Field label="For how long, once somebody has agreed">
          {(ids) => (
            <select
              {...ids}
              className="field w-full"
              value={hours}
              onChange={(event) => setHours(Number(event.target.value))}
            >
              {spans.map((one) => (
                <option key={one} value={one}>
                  {one === 1 ? 'One hour' : `${one} hours`}
                </option>
              ))}
            </select>
          )}
        </Field>
      </Fields>
      <TextField
        label="For what"
        hint="The person and the second admin read this."
        error={isShort ? 'A few words more' : null}
        value={purpose}
        onChange={setPurpose}
      />
      <FormFoot
        ready={person !== '' && purpose.trim().length >= shortestPurpose}
        pending={ask.isPending}
        error={ask.error}
        onCancel={onDone}
      >
        Ask a second admin
      </FormFoot>
    </form>
  );
}
