import { type LedgerExportFile, ledgerExportPath } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import type { Month } from './month.ts';

const files: readonly (readonly [file: LedgerExportFile, name: string, meaning: string, extra: object])[] = [
  ['journal.csv', 'Journal, CSV', 'One line per account and cost centre, exact amounts', {}],
  [
    'journal.xlsx',
    'Journal, Excel',
    'In cents, with a line for what rounding left over',
    { amounts: 'cents' },
  ],
  ['journal.csv', 'Every line, CSV', 'Each posting with the digest of its transaction', { detail: 'lines' }],
  ['focus.csv', 'FOCUS 1.2, CSV', 'A row per day, model and token class', {}],
  ['statements.csv', 'Statements, CSV', 'What each cost centre is charged', {}],
];

/** The month for other books, and the proof that these books are sound. */
export function Exports({ month }: { month: Month }) {
  const { workspace } = useView();
  const range = { from: month.from, to: month.to };
  return (
    <Section
      id="export"
      title={`Take ${month.name} with you`}
      sub="Files for the general ledger and for cost tools. Each says its range, time zone and snapshot."
    >
      <ul className="grid grid-cols-2 gap-x-8 max-sm:grid-cols-1">
        {files.map(([file, name, meaning, extra]) => (
          <li key={name} className="flex items-center justify-between gap-3 border-b border-line py-2">
            <span>
              {name}
              <span className="block text-[12.5px] text-mute">{meaning}</span>
            </span>
            <a
              className={buttonClass()}
              href={ledgerExportPath(workspace, file, { ...range, ...extra })}
              download
              aria-label={`Download ${name}`}
            >
              <Download size={14} aria-hidden /> Download
            </a>
          </li>
        ))}
      </ul>
      <Proof />
    </Section>
  );
}

const verdicts = {
  running: 'The proof is running',
  sound: 'The books are sound',
  unsound: 'The books are not sound',
  failed: 'The proof could not be run',
} as const;

/** Replays all history: balances, holds, closed periods, digests and the chain over them. */
function Proof() {
  const { workspace } = useView();
  const { settings } = useSurroundings();
  const admin = useIsAdmin();
  const latest = useQuery({
    queryKey: ['ledger-verify', workspace],
    queryFn: () => client.ledger.verify.get({ workspace }),
    refetchInterval: (query) => (query.state.data?.run?.state === 'running' ? 800 : false),
  });
  const run = latest.data?.run ?? null;
  return (
    <div className="mt-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p aria-live="polite">
          {run ? (
            <>
              <span
                className={
                  run.state === 'unsound' || run.state === 'failed' ? 'font-[560] text-stop' : 'font-[560]'
                }
              >
                {verdicts[run.state]}
              </span>
              <span className="text-[13px] text-mute">
                {run.state === 'running'
                  ? ` · ${groupDigits(String(run.done))} of ${groupDigits(String(run.total))} transactions`
                  : ` · ${groupDigits(String(run.total))} transactions replayed, ${moment(run.finished_at ?? run.started_at, settings.time_zone)}`}
              </span>
            </>
          ) : (
            <span className="text-mute">These books were never replayed.</span>
          )}
        </p>
        {admin ? (
          <ActionButton
            disabled={run?.state === 'running'}
            run={async () => {
              const started = await client.ledger.verify.start({ workspace });
              await latest.refetch();
              return started;
            }}
          >
            Replay all history
          </ActionButton>
        ) : null}
      </div>
      {run?.error ? <p className="text-[13px] text-stop">{run.error}</p> : null}
      {run && run.findings.length > 0 ? (
        <ul className="mt-2 border-l-2 border-stop pl-3 text-[13px]">
          {run.findings.map((finding) => (
            <li key={`${finding.invariant} ${finding.subject} ${finding.detail}`} className="py-0.5">
              <code>{finding.subject}</code> {finding.detail}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
