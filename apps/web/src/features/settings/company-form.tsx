import type { Settings } from '@exchequer/model/contract';
import { type FormEvent, type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Who the company is and what its days and years are. */
export function CompanyForm() {
  const { settings } = useSurroundings();
  const admin = useIsAdmin();
  const [draft, setDraft] = useState<Settings>(settings);
  const save = useChange(() => client.settings.put(draft));
  const edit = (change: Partial<Settings>) => {
    setDraft({ ...draft, ...change });
    save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  const changed = JSON.stringify(draft) !== JSON.stringify(settings);
  return (
    <Section id="company" title="Company">
      <form onSubmit={submit} className="grid max-w-3xl grid-cols-2 gap-x-6 gap-y-3 py-2 max-sm:grid-cols-1">
        <Fields draft={draft} edit={edit} disabled={!admin} />
        {admin ? (
          <div className="col-span-full flex flex-wrap items-center gap-3">
            <Button type="submit" kind="primary" disabled={!changed || save.isPending}>
              Save
            </Button>
            {save.isSuccess ? <output className="text-[13px] text-mute">Saved</output> : null}
            <Refusal error={save.error} />
          </div>
        ) : null}
      </form>
    </Section>
  );
}

interface FieldsProps {
  draft: Settings;
  edit: (change: Partial<Settings>) => void;
  disabled: boolean;
}

function Fields({ draft, edit, disabled }: FieldsProps) {
  return (
    <>
      <Field id="company-name" label="Name">
        <input
          id="company-name"
          className="field w-full"
          value={draft.company_name}
          disabled={disabled}
          onChange={(e) => edit({ company_name: e.target.value })}
        />
      </Field>
      <Field id="time-zone" label="Time zone" hint="Days, weeks and months are those of this zone">
        <input
          id="time-zone"
          className="field w-full"
          list="zones"
          value={draft.time_zone}
          disabled={disabled}
          onChange={(e) => edit({ time_zone: e.target.value })}
        />
        <datalist id="zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </Field>
      <Field id="fiscal-year" label="Fiscal year starts in">
        <select
          id="fiscal-year"
          className="field w-full"
          value={draft.fiscal_year_start_month}
          disabled={disabled}
          onChange={(e) => edit({ fiscal_year_start_month: Number(e.target.value) })}
        >
          {months.map((name, i) => (
            <option key={name} value={i + 1}>
              {name}
            </option>
          ))}
        </select>
      </Field>
    </>
  );
}

function Field({
  id,
  label,
  hint,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div>
      <label htmlFor={id} className="mb-0.5 block text-[13px] text-mute">
        {label}
        {hint ? ` · ${hint}` : ''}
      </label>
      {children}
    </div>
  );
}
