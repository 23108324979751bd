import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { troubleOf } from '../api/client.ts';
import { Button } from './button.tsx';

/** Runs a change, then reads again whatever it may have moved. */
export function useChange<Input, Output>(run: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => queries.invalidateQueries() });
}

/** What a change refused or failed with, beside the button that tried. */
export function Refusal({ error }: { error: unknown }) {
  if (!error) return null;
  const { what, fix } = troubleOf(error);
  return (
    <p role="alert" className="text-[13px]">
      <span className="text-stop">{what}.</span> <span className="text-mute">{fix}</span>
    </p>
  );
}

/** A button that runs one change and says how it went. */
export function ActionButton<Output>({
  run,
  children,
  done,
  kind = 'plain',
  disabled = false,
}: {
  run: () => Promise<Output>;
  children: ReactNode;
  done?: (output: Output) => ReactNode;
  kind?: 'plain' | 'primary' | 'stop' | 'quiet';
  disabled?: boolean;
}) {
  const change = useChange(run);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button
        kind={kind}
        disabled={disabled || change.isPending}
        onClick={() => change.mutate(undefined as never)}
      >
        {change.isPending ? 'Working' : children}
      </Button>
      {change.data !== undefined && done ? (
        <output className="text-[13px] text-mute">{done(change.data)}</output>
      ) : null}
      <Refusal error={change.error} />
    </span>
  );
}
