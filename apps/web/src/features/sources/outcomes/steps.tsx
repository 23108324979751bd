import type { OutcomeSourceView } from '@exchequer/model/contract';
import { Snippet } from '../../../components/copy.tsx';

/** The address of a source, and what to enter and tick at the vendor. */
export function Steps({ source }: { source: OutcomeSourceView }) {
  return (
    <>
      <div className="my-2">
        <Snippet code={source.url} label={`The address of ${source.name}`} />
      </div>
      <ol className="list-decimal pl-5 text-[13px] leading-[1.6]">
        {source.steps.map((step) => (
          <li key={step} className="break-words">
            {step}
          </li>
        ))}
      </ol>
    </>
  );
}
