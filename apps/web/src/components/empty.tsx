import type { ReactNode } from 'react';
import { type Trouble, troubleOf } from '../api/client.ts';
import { sentence } from '../format/number.ts';
import { Button } from './button.tsx';

/** Nothing to show: why, what it means, and the one thing to do about it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="border-y border-line py-10">
      <h1 className="text-[18px] font-[600] tracking-[-0.01em]">{title}</h1>
      {children ? <div className="mt-1 max-w-[62ch] text-mute">{children}</div> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}

function forbidden(trouble: Trouble) {
  return (
    <Empty title="You may not see this">
      {trouble.what}. {trouble.fix}
    </Empty>
  );
}

/** A failed request. What one may not see is told apart from what failed. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const trouble = troubleOf(error);
  if (trouble.status === 403) return forbidden(trouble);
  return (
    <div role="alert" className="my-2 border-l-2 border-stop py-1 pl-4">
      <p className="font-[560]">{sentence(trouble.what)}</p>
      <p className="mb-3 max-w-[68ch] text-mute">{trouble.fix}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

/** Grey lines that keep the layout still while figures are on their way. */
export function Skeleton({ height, className = '' }: { height: number; className?: string }) {
  return (
    <div aria-hidden data-skeleton className={`rounded-md bg-line/60 ${className}`} style={{ height }} />
  );
}
