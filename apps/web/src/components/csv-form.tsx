import { type ChangeEvent, useState } from 'react';
import { counted } from '../format/number.ts';
import { Refusal, useChange } from './action.tsx';
import { Button } from './button.tsx';

interface Rejected {
  row: number;
  error: string;
  fix: string;
}

/** Takes a file in: first shows what it would bring, then writes all rows or none. */
export function CsvForm<Answer extends { dry_run: boolean; rejected: readonly Rejected[] }>({
  label,
  example,
  run,
  says,
  open = false,
}: {
  label: string;
  /** What a file looks like. */
  example: string;
  run: (text: string, dryRun: boolean) => Promise<Answer>;
  says: (answer: Answer) => string;
  /** Opened from the start, where it is all there is to do. */
  open?: boolean;
}) {
  const [text, setText] = useState('');
  const take = useChange((dryRun: boolean) => run(text, dryRun));
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    take.reset();
    setText((await event.target.files?.[0]?.text()) ?? '');
  };
  const answer = take.data;
  const looked = answer?.dry_run && answer.rejected.length === 0;
  return (
    <details className="mt-3 text-[13px]" open={open}>
      <summary className="text-mute hover:text-ink">{label}</summary>
      <textarea
        className="field mt-2 min-h-28 w-full font-mono text-[12.5px]"
        aria-label={label}
        spellCheck={false}
        placeholder={example}
        value={text}
        onChange={(event) => {
          take.reset();
          setText(event.target.value);
        }}
      />
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <input
          type="file"
          accept=".csv,text/csv"
          aria-label={`${label}: the file`}
          onChange={choose}
          className="max-w-full text-mute file:mr-3 file:rounded-md file:border file:border-edge file:bg-sheet file:px-2.5 file:py-1 file:text-ink"
        />
        <Button disabled={text.trim() === '' || take.isPending} onClick={() => take.mutate(true)}>
          Show what it would change
        </Button>
        {looked ? (
          <Button kind="primary" disabled={take.isPending} onClick={() => take.mutate(false)}>
            Take all of it
          </Button>
        ) : null}
        <Refusal error={take.error} />
      </div>
      {answer ? (
        <div className="mt-2" aria-live="polite">
          <p className="font-[560]">
            {answer.rejected.length > 0
              ? `${counted(String(answer.rejected.length), 'row')} cannot be read; nothing was written.`
              : `${answer.dry_run ? 'It would be' : 'Taken'}: ${says(answer)}.`}
          </p>
          <RejectedRows rows={answer.rejected} />
        </div>
      ) : null}
    </details>
  );
}

const RejectedRows = ({ rows }: { rows: readonly Rejected[] }) =>
  rows.map((one) => (
    <p key={`${one.row}${one.error}`} className="border-b border-line py-1">
      <span className="text-stop">
        Line {one.row}: {one.error}
      </span>{' '}
      <span className="text-mute">{one.fix}</span>
    </p>
  ));
