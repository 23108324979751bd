import { type ReactNode, useId } from 'react';

/** A labelled input of a form, with what it means and why it was refused. */
export function Field({
  label,
  hint,
  error,
  wide = false,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  wide?: boolean;
  /** Gets the id of the input, and of its hint or error for `aria-describedby`. */
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode;
}) {
  const id = useId();
  const told = error || hint ? `${id}-told` : undefined;
  return (
    <div className={`min-w-0 ${wide ? 'col-span-full' : ''}`}>
      <label htmlFor={id} className="mb-0.5 block text-[13px] text-mute">
        {label}
      </label>
      {children({ id, 'aria-describedby': told, ...(error ? { 'aria-invalid': true } : {}) })}
      {told ? (
        <p id={told} className={`mt-0.5 text-[12px] ${error ? 'text-stop' : 'text-mute'}`}>
          {error || hint}
        </p>
      ) : null}
    </div>
  );
}

/** Two columns of fields, one on a phone. */
export function Fields({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-x-5 gap-y-3 max-sm:grid-cols-1">{children}</div>;
}
