import { Field } from './field.tsx';

/** One line of text, a date or an amount, with its label, hint and refusal. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  type = 'text',
  decimal = false,
  placeholder,
  least,
  focus = false,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  hint?: string;
  error?: string | null;
  type?: 'text' | 'date';
  /** A phone then shows the keys for numbers. */
  decimal?: boolean;
  placeholder?: string;
  /** Earliest day of a date. */
  least?: string;
  /** Typing begins here. */
  focus?: boolean;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          {...ids}
          // biome-ignore lint/a11y/noAutofocus: what holds the field was opened to type into it
          autoFocus={focus}
          type={type}
          className="field w-full"
          inputMode={decimal ? 'decimal' : undefined}
          placeholder={placeholder}
          min={least}
          maxLength={type === 'text' ? 1000 : undefined}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </Field>
  );
}
