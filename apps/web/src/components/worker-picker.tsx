import type { Worker } from '@exchequer/model/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { client } from '../api/client.ts';
import { useView } from '../state/view.ts';
import { Field } from './field.tsx';

/** How a worker is told from others of the same name. */
const called = (worker: Worker) =>
  worker.external_id ? `${worker.name} (${worker.external_id})` : worker.name;

/** A worker by name; the list narrows while one types. */
export function WorkerPicker({
  label,
  hint,
  error,
  kind,
  name,
  onChange,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  kind?: Worker['kind'];
  /** The name of the one chosen now. */
  name: string;
  /** Stable between renderings; empty when the field is emptied. */
  onChange: (id: string) => void;
}) {
  const { workspace } = useView();
  const [typed, setTyped] = useState(name);
  const list = useId();
  const { data } = useQuery({
    queryKey: ['workers', workspace, typed, kind],
    queryFn: () =>
      client.people.workers.list({ workspace, search: typed.replace(/ \(.*/, ''), kind, limit: 20 }),
    placeholderData: keepPreviousData,
  });
  const found = data?.workers ?? [];
  const match = found.find((w) => called(w) === typed || w.name === typed)?.id;
  // The list comes after the typing: only then it is known whether the name is somebody’s.
  useEffect(() => {
    if (match) onChange(match);
  }, [match, onChange]);
  const type = (text: string) => {
    setTyped(text);
    if (text === '') onChange('');
  };
  const unknown = typed !== '' && data !== undefined && !match;
  return (
    <Field label={label} hint={hint} error={error ?? (unknown ? 'Nobody by that name yet' : null)}>
      {(ids) => (
        <>
          <input
            {...ids}
            className="field w-full"
            list={list}
            value={typed}
            autoComplete="off"
            onChange={(e) => type(e.target.value)}
          />
          <datalist id={list}>
            {found.map((w) => (
              <option key={w.id} value={called(w)} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
