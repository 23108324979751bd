import type { ImportKind, ImportProgress } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { Refusal, useChange } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Section } from '../../components/section.tsx';
import { bytes } from '../../format/time.ts';
import { useView } from '../../state/view.ts';
import { Progress } from './import-progress.tsx';

const kindNames: Record<ImportKind, string> = {
  'claude-code': 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  copilot: 'Copilot CLI',
  opencode: 'OpenCode',
  csv: 'CSV',
  jsonl: 'JSONL',
  focus: 'FOCUS',
  litellm: 'LiteLLM spend logs',
  openrouter: 'OpenRouter activity',
};

/** Reads logs and files on the tower’s own machine. */
export function ImportSection() {
  const { workspace } = useView();
  const [started, setStarted] = useState<readonly ImportProgress[]>([]);
  const start = useChange(
    async (input: { kind: ImportKind; path?: string; mapping?: Record<string, string> }) => {
      const progress = await client.source.startImport({ workspace, ...input });
      setStarted((all) => [progress, ...all.filter((p) => p.id !== progress.id)]);
      return progress;
    },
  );
  return (
    <Section
      id="import"
      title="Import"
      sub="Reads files on the machine Exchequer runs on. Running it again adds only what is new."
    >
      <Found onImport={(kind, path) => start.mutate({ kind, path })} busy={start.isPending} />
      <FileForm onImport={(input) => start.mutate(input)} busy={start.isPending} />
      <Refusal error={start.error} />
      {started.map((progress) => (
        <Progress key={progress.id} first={progress} />
      ))}
    </Section>
  );
}

function Found({ onImport, busy }: { onImport: (kind: ImportKind, path: string) => void; busy: boolean }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['discover'],
    queryFn: () => client.source.discover(),
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={70} />;
  if (data.length === 0)
    return (
      <p className="py-2 text-mute">
        No coding agent keeps logs on this machine. Import a file, or send telemetry.
      </p>
    );
  return (
    <div>
      {data.map((found) => (
        <div
          key={`${found.kind}${found.path}`}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2"
        >
          <span className="w-36 font-[550]">{kindNames[found.kind]}</span>
          <code className="min-w-0 flex-1 break-all text-[12.5px] max-sm:order-last max-sm:basis-full">
            {found.path}
          </code>
          <span className="text-[13px] whitespace-nowrap text-mute">
            {found.files.toLocaleString('en-US')} files · {bytes(found.bytes)}
          </span>
          <Button kind="primary" disabled={busy} onClick={() => onImport(found.kind, found.path)}>
            Import
          </Button>
        </div>
      ))}
    </div>
  );
}

const journalColumns = [
  'occurred_at',
  'provider',
  'model',
  'uncached_input',
  'output',
  'cache_read',
  'identity',
  'source_event_id',
];

function FileForm({
  onImport,
  busy,
}: {
  onImport: (input: { kind: ImportKind; path: string; mapping?: Record<string, string> }) => void;
  busy: boolean;
}) {
  const [kind, setKind] = useState<ImportKind>('csv');
  const [path, setPath] = useState('');
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const wanted = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (window.location.hash === '#import-file') wanted.current?.focus();
  }, []);
  const mapped = kind === 'csv' || kind === 'jsonl';
  const given = Object.fromEntries(Object.entries(mapping).filter(([, v]) => v !== ''));
  return (
    <form
      id="import-file"
      className="mt-4"
      onSubmit={(event) => {
        event.preventDefault();
        onImport({
          kind,
          path: path.trim(),
          mapping: mapped && Object.keys(given).length > 0 ? given : undefined,
        });
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <label className="text-[13px] text-mute">
          Other files{' '}
          <select
            className="field ml-1 text-ink"
            value={kind}
            onChange={(e) => setKind(e.target.value as ImportKind)}
          >
            {Object.entries(kindNames).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <input
          ref={wanted}
          className="field min-w-0 flex-1 font-mono text-[12.5px] max-sm:basis-full"
          aria-label="Path of the file or folder"
          placeholder="/path/to/file-or-folder"
          value={path}
          onChange={(e) => setPath(e.target.value)}
        />
        <Button type="submit" disabled={busy || path.trim() === ''}>
          Import
        </Button>
      </div>
      {mapped ? <Mapping mapping={mapping} onChange={setMapping} /> : null}
    </form>
  );
}

interface MappingProps {
  mapping: Readonly<Record<string, string>>;
  onChange: (mapping: Record<string, string>) => void;
}

function Mapping({ mapping, onChange }: MappingProps) {
  return (
    <details className="mt-2 text-[13px]">
      <summary className="text-mute">
        Which columns are which (leave out what the file names alike; "=value" sets a constant)
      </summary>
      <div className="mt-2 grid grid-cols-4 gap-2 max-lg:grid-cols-2">
        {journalColumns.map((column) => (
          <label key={column} className="text-[12.5px] text-mute">
            <code>{column}</code>
            <input
              className="field mt-0.5 block w-full"
              value={mapping[column] ?? ''}
              onChange={(e) => onChange({ ...mapping, [column]: e.target.value })}
            />
          </label>
        ))}
      </div>
    </details>
  );
}
