import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { troubleOf } from '../api/client.ts';
import { Button } from './button.tsx';
import { useNotice } from './notice.tsx';

/** Runs a change, then reads again whatever it may have moved. */
export function useChange<Input, Output>(
  run: (input: Input) => Promise<Output>,
  done?: (output: Output) => string,
) {
  const queries = useQueryClient();
  const say = useNotice();
  return useMutation({
    mutationFn: run,
    onSuccess: (output) => {
      if (done) say(done(output));
      return queries.invalidateQueries();
    },
  });
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
  /** What it brought, in a sentence. */
  done?: (output: Output) => string;
  kind?: 'plain' | 'primary' | 'stop' | 'quiet';
  disabled?: boolean;
}) {
  const change = useChange(run, done);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button
        kind={kind}
        disabled={disabled || change.isPending}
        onClick={() => change.mutate(undefined as never)}
      >
        {change.isPending ? 'Working' : children}
      </Button>
      <Refusal error={change.error} />
    </span>
  );
}
