import type { PaperFigure, ReportSnapshotHead } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Amount } from '../../components/amount.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { moment } from '../../format/time.ts';
import { localDay } from '../../state/calendar.ts';
import { useSurroundings } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { lastWholeMonth, monthsUpTo, monthText } from './months.ts';

/** The board pack: makes one of a month, and shows one that was made with its files. */
export function BoardDrawer({ pack, onClose }: { pack: string; onClose: () => void }) {
  return (
    <Drawer
      title="Board pack"
      sub="The month on one page: spend, why it changed, what it brought, what to do. Figures are kept as they were made."
      onClose={onClose}
    >
      <Make />
      {pack === 'new' ? null : <Made id={pack} />}
      <Earlier shown={pack} />
    </Drawer>
  );
}

function Make() {
  const { workspace, change } = useView();
  const { now, settings } = useSurroundings();
  const today = localDay(now(), settings.time_zone);
  const [month, setMonth] = useState(lastWholeMonth(today));
  return (
    <div className="mt-5 flex flex-wrap items-end gap-3">
      <Field label="Month">
        {(ids) => (
          <select
            {...ids}
            className="field w-full"
            value={month}
            onChange={(event) => setMonth(event.target.value)}
          >
            {monthsUpTo(today).map((key, at) => (
              <option key={key} value={key}>
                {monthText(key)}
                {at === 0 ? ', still running' : ''}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ActionButton
        kind="primary"
        run={async () => {
          const made = await client.report.board({ workspace, month });
          change({ pack: made.id });
          return made;
        }}
        done={(made) => `The board pack of ${monthText(made.month)} is made.`}
      >
        Make the pack
      </ActionButton>
    </div>
  );
}

/** A pack that was made: its headline, its spend, and its files. */
function Made({ id }: { id: string }) {
  const { workspace } = useView();
  const { settings } = useSurroundings();
  const { data, error, refetch } = useQuery({
    queryKey: ['report', workspace, id],
    queryFn: () => client.report.get({ workspace, id }),
  });
  if (error) return <Failure error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton height={180} className="mt-6" />;
  const { spend, headline, running } = data.pack;
  const figures = [spend.month, spend.year, spend.estimate, spend.budget, spend.over_budget];
  return (
    <Part title={monthText(data.month)} aside={running ? 'the month was still running' : undefined}>
      <p className="my-2 max-w-[70ch]">{headline}</p>
      <Facts facts={figures.map((figure) => [figure.name, <Shown key={figure.key} figure={figure} />])} />
      <Files of={data} />
      <p className="mt-3 text-[12.5px] text-mute">
        Made {moment(data.made_at, settings.time_zone)} by {data.made_by}. Snapshot <code>{data.id}</code>,
        SHA-256 <code>{data.digest.slice(0, 16)}…</code>
      </p>
    </Part>
  );
}

function Shown({ figure }: { figure: PaperFigure }) {
  const { value, needs, low, high, unit, note } = figure;
  if (value === null) return <span className="text-mute">Needs: {needs}</span>;
  return (
    <>
      <Amount value={value} unit={unit} />
      {low !== null && high !== null ? (
        <span className="text-mute">
          {' '}
          (<Amount value={low} unit={unit} /> to <Amount value={high} unit={unit} />)
        </span>
      ) : null}
      {note ? <span className="text-mute"> {note}</span> : null}
    </>
  );
}

const endings = [
  ['pdf', 'PDF'],
  ['xlsx', 'Excel'],
  ['json', 'JSON'],
] as const;

function Files({ of }: { of: ReportSnapshotHead }) {
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {endings.map(([ending, name]) => (
        <a
          key={ending}
          className={buttonClass(ending === 'pdf' ? 'primary' : 'plain')}
          href={of[ending]}
          download
          aria-label={`Download the board pack of ${monthText(of.month)} as ${name}`}
        >
          <Download size={14} aria-hidden /> {name}
        </a>
      ))}
    </div>
  );
}

/** Packs that were made before. */
function Earlier({ shown }: { shown: string }) {
  const { workspace, change } = useView();
  const { settings } = useSurroundings();
  const { data } = useQuery({
    queryKey: ['reports', workspace],
    queryFn: () => client.report.list({ workspace }),
  });
  const others = (data?.snapshots ?? []).filter(({ id }) => id !== shown);
  if (others.length === 0) return null;
  return (
    <Part title="Made before">
      <ul>
        {others.map(({ id, month, made_at, made_by }) => (
          <li key={id} className="border-b border-line py-1.5 text-[13px]">
            <button
              type="button"
              className="text-left hover:text-accent"
              onClick={() => change({ pack: id })}
            >
              {monthText(month)}
            </button>
            <span className="text-mute">
              {' '}
              {moment(made_at, settings.time_zone)} by {made_by}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
