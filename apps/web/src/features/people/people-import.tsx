import type { PeopleImportResult } from '@exchequer/model/contract';
import { type ChangeEvent, useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { counted } from '../../format/number.ts';
import { useView } from '../../state/view.ts';

type Format = 'csv' | 'yaml';

const examples: Record<Format, string> = {
  csv: `Choose a file, or paste its text here:

name,email,team,team_from
Ada Lovelace,ada@example.com,Engineering / Platform,2026-01-01`,
  yaml: `Choose a file, or paste its text here:

workers:
  - name: Ada Lovelace
    team: Engineering / Platform
    identities: { email: ada@example.com }`,
};

/** People from a file: first what it would change, then all rows or none. */
export function PeopleImport() {
  const { workspace } = useView();
  const [format, setFormat] = useState<Format>('csv');
  const [text, setText] = useState('');
  const run = useChange((dry_run: boolean) => client.people.import({ workspace, format, text, dry_run }));
  const edit = (next: string) => {
    setText(next);
    run.reset();
  };
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    if (/\.ya?ml$/i.test(file.name)) setFormat('yaml');
    else if (/\.csv$/i.test(file.name)) setFormat('csv');
    edit(await file.text());
  };
  const planned = run.data?.dry_run && run.data.errors.length === 0;
  return (
    <Section
      id="people-import"
      title="Import people"
      sub="Workers, teams and identities from CSV or YAML. Importing the same file again changes nothing."
    >
      <div className="mt-2 mb-2 flex flex-wrap items-center gap-3">
        <Segmented
          label="Format"
          value={format}
          options={[
            { value: 'csv', name: 'CSV' },
            { value: 'yaml', name: 'YAML' },
          ]}
          onChange={(next) => {
            setFormat(next);
            run.reset();
          }}
        />
        <input
          type="file"
          accept=".csv,.yaml,.yml,text/csv"
          aria-label="File with people"
          onChange={choose}
          className="max-w-full text-[13px] text-mute file:mr-3 file:rounded-md file:border file:border-edge file:bg-sheet file:px-2.5 file:py-1 file:text-ink"
        />
      </div>
      <textarea
        className="field min-h-36 w-full font-mono text-[12.5px]"
        aria-label="Text of the file"
        spellCheck={false}
        placeholder={examples[format]}
        value={text}
        onChange={(e) => edit(e.target.value)}
      />
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button disabled={text.trim() === '' || run.isPending} onClick={() => run.mutate(true)}>
          Show what it would change
        </Button>
        {planned ? (
          <Button kind="primary" disabled={run.isPending} onClick={() => run.mutate(false)}>
            Import all of it
          </Button>
        ) : null}
        {run.isPending ? <span className="text-mute">Working</span> : null}
        <Refusal error={run.error} />
      </div>
      {run.data ? <Result result={run.data} /> : null}
    </Section>
  );
}

function Result({ result }: { result: PeopleImportResult }) {
  const sum = `${result.added} added, ${result.changed} changed, ${result.unchanged} the same`;
  return (
    <div className="mt-3 text-[13px]" aria-live="polite">
      <p className="font-[560]">
        {result.errors.length > 0
          ? `${counted(String(result.errors.length), 'row')} cannot be read; nothing was written.`
          : result.applied
            ? `Imported: ${sum}.`
            : `It would be: ${sum}.`}
        {result.rebooked ? ` ${counted(String(result.rebooked.amended), 'event')} re-attributed.` : ''}
      </p>
      {result.errors.map((e) => (
        <p key={`${e.row}${e.column}${e.error}`} className="border-b border-line py-1">
          <span className="text-stop">
            Line {e.row}
            {e.column ? `, ${e.column}` : ''}: {e.error}
          </span>{' '}
          <span className="text-mute">{e.fix}</span>
        </p>
      ))}
      {result.changes
        .filter((c) => c.action !== 'same')
        .slice(0, 100)
        .map((c) => (
          <p key={`${c.row}${c.subject}${c.name}${c.detail}`} className="border-b border-line py-1">
            <span className="inline-block w-16 text-mute">{c.action}</span> {c.subject}{' '}
            <b className="font-[550]">{c.name}</b> <span className="text-mute">{c.detail}</span>
          </p>
        ))}
    </div>
  );
}
