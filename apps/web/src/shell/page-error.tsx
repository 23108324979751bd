import { Failure } from '../components/empty.tsx';

/** A page that broke: the rest of the shell stays usable. */
export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div className="p-8">
      <Failure error={error} onRetry={reset} />
    </div>
  );
}
