import type { BudgetEnvelope } from '@exchequer/model/contract';
import { Field } from '../../components/field.tsx';
import { kindNames } from './words.ts';

/** One envelope of the tree, by its way down from the top. */
export function EnvelopePicker({
  label,
  envelopes,
  value,
  onChange,
  none = 'Choose an envelope',
  hint,
  focus = false,
}: {
  label: string;
  envelopes: readonly BudgetEnvelope[];
  value: string;
  onChange: (id: string) => void;
  /** What stands for no choice. */
  none?: string;
  hint?: string;
  /** Choosing begins here. */
  focus?: boolean;
}) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <select
          {...ids}
          // biome-ignore lint/a11y/noAutofocus: the sheet was opened to choose one
          autoFocus={focus}
          className="field w-full"
          value={value}
          onChange={(e) => onChange(e.target.value)}
        >
          <option value="">{none}</option>
          {[...envelopes]
            .sort((a, b) => a.path.join('/').localeCompare(b.path.join('/'), 'en'))
            .map((e) => (
              <option key={e.id} value={e.id}>
                {e.path.join(' / ')} ({kindNames[e.kind].toLowerCase()})
              </option>
            ))}
        </select>
      )}
    </Field>
  );
}
