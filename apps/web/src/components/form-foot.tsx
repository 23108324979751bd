import type { ReactNode } from 'react';
import { Refusal } from './action.tsx';
import { Button } from './button.tsx';

/** The end of a form: the deed, the way back, and why it was refused. */
export function FormFoot({
  children,
  ready,
  pending,
  error,
  cancel = 'Cancel',
  onCancel,
  kind = 'primary',
}: {
  /** What the button says it does. */
  children: ReactNode;
  ready: boolean;
  pending: boolean;
  error: unknown;
  cancel?: string;
  onCancel: () => void;
  kind?: 'primary' | 'stop';
}) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" kind={kind} disabled={!ready || pending}>
        {pending ? 'Working' : children}
      </Button>
      <Button kind="quiet" onClick={onCancel}>
        {cancel}
      </Button>
      <Refusal error={error} />
    </div>
  );
}
