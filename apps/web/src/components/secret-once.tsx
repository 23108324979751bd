import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Snippet } from './copy.tsx';

/** A secret that was just made: it can be copied now and never again. */
export function SecretOnce({
  name,
  secret,
  onTaken,
  children,
}: {
  name: string;
  secret: string;
  onTaken: () => void;
  /** What to do with it. */
  children?: ReactNode;
}) {
  return (
    <div className="my-2 rounded-md border border-accent bg-sheet p-3">
      <p className="mb-2 text-[13px]">
        <b className="font-[560]">{name}</b> is made. Copy it now: it is shown this once.
      </p>
      <Snippet code={secret} label={`The secret of ${name}`} />
      {children}
      <Button kind="quiet" className="mt-2" onClick={onTaken}>
        I have it
      </Button>
    </div>
  );
}
