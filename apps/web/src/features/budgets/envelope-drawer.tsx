import type { BudgetEnvelope } from '@exchequer/model/contract';
import { useState } from 'react';
import { client, troubleOf } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { Button } from '../../components/button.tsx';
import { Drawer, Facts, Part } from '../../components/drawer.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Money } from '../../components/money.tsx';
import { Tag } from '../../components/tag.tsx';
import { useWidth } from '../../components/width.ts';
import { moneyWords } from '../../format/money.ts';
import type { BudgetsSearch } from '../../state/budgets-search.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { EnvelopeBar } from './bar.tsx';
import { BurnDownChart } from './burn-down-chart.tsx';
import { ChangesPart, HoldsPart, PeriodsPart, RequestsPart, TransactionsPart } from './envelope-parts.tsx';
import { useEnvelope } from './reads.ts';
import { RunwayNote } from './runway.tsx';
import { heldOf } from './tree.ts';
import { enforcementWords, kindNames, periodDays, periodNames, standing } from './words.ts';

/** One envelope opened: how it burns, what is held, who asked, every transaction, and what may be done. */
export function EnvelopeDrawer({
  id,
  search,
  onClose,
}: {
  id: string;
  search: BudgetsSearch;
  onClose: () => void;
}) {
  const { data, error, refetch } = useEnvelope(id);
  if (error)
    return (
      <Drawer title={troubleOf(error).status === 404 ? 'No such envelope' : 'Envelope'} onClose={onClose}>
        <Failure error={error} onRetry={() => refetch()} />
      </Drawer>
    );
  if (!data)
    return (
      <Drawer title="Envelope" onClose={onClose}>
        <Skeleton height={420} className="mt-5" />
      </Drawer>
    );
  const { envelope } = data;
  return (
    <Drawer title={envelope.name} sub={<Sub envelope={envelope} />} onClose={onClose}>
      <Figures envelope={envelope} />
      <Deeds envelope={envelope} hasChildren={data.children.length > 0} />
      <div className="mt-6">
        {envelope.balance || search.period ? (
          <>
            <BurnDownChart envelope={envelope} period={search.period} />
            {search.period === undefined ? <RunwayNote envelopeId={envelope.id} /> : null}
          </>
        ) : (
          <p className="text-mute">
            Its days have not come, or are over. It can still be opened by period below.
          </p>
        )}
      </div>
      <HoldsPart holds={data.holds} envelope={envelope} />
      <RequestsPart envelope={envelope} />
      <Made envelope={envelope} />
      <PeriodsPart envelope={envelope} shown={search.period} />
      <TransactionsPart envelope={envelope} />
      <ChangesPart changes={data.changes} />
    </Drawer>
  );
}

function Sub({ envelope }: { envelope: BudgetEnvelope }) {
  const above = envelope.path.slice(0, -1).join(' / ');
  return (
    <>
      {above ? `${above} · ` : ''}
      {kindNames[envelope.kind]}
      {envelope.ref_name && envelope.ref_name !== envelope.name ? ` ${envelope.ref_name}` : ''} · filled every{' '}
      {periodNames[envelope.period].toLowerCase()} ·{' '}
      {enforcementWords[envelope.enforcement].name.toLowerCase()}:{' '}
      {enforcementWords[envelope.enforcement].means}
      {envelope.owner_name ? ` · owned by ${envelope.owner_name}` : ''}
    </>
  );
}

function Figures({ envelope }: { envelope: BudgetEnvelope }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { balance, currency } = envelope;
  const { said, tone } = standing(envelope);
  if (!balance) return null;
  const figures = [
    ['Limit', balance.limit],
    ['Spent', balance.spent],
    ['Held', heldOf(balance)],
    ['Free', balance.free],
  ] as const;
  return (
    <div className="mt-5">
      <dl className="mb-3 grid grid-cols-4 gap-4 max-sm:grid-cols-2">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt className="text-[12.5px] text-mute">{name}</dt>
            <dd className="text-[19px] font-[600] tracking-[-0.015em]">
              <Money value={value} currency={currency} />
            </dd>
          </div>
        ))}
      </dl>
      <div ref={ref}>{width > 0 ? <EnvelopeBar envelope={envelope} width={width} height={18} /> : null}</div>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-[12.5px] text-mute">
        <span>{periodDays(balance)}</span>
        {balance.pace ? <span>{paceWords(Number(balance.pace))}</span> : null}
        {said ? <Tag tone={tone === 'calm' ? 'plain' : tone}>{said}</Tag> : null}
      </p>
    </div>
  );
}

function paceWords(pace: number): string {
  if (pace >= 0.95 && pace <= 1.05) return 'at even pace';
  const times = pace >= 10 ? Math.round(pace).toLocaleString('en-US') : pace.toFixed(pace < 0.1 ? 2 : 1);
  return `${times} × even pace`;
}

/** What may be done with it; where the policy file owns it, why not here. */
function Deeds({ envelope, hasChildren }: { envelope: BudgetEnvelope; hasChildren: boolean }) {
  const { change } = useView();
  const admin = useIsAdmin();
  const owned = envelope.managed_by === 'file';
  const open = envelope.state === 'active';
  return (
    <>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {open ? (
          <Button kind="primary" onClick={() => change({ do: 'ask' })}>
            Ask for more
          </Button>
        ) : null}
        {open && admin && envelope.balance ? (
          <Button onClick={() => change({ do: 'move' })}>Move money</Button>
        ) : null}
        {open && admin && !owned ? <Button onClick={() => change({ do: 'edit' })}>Change it</Button> : null}
        {open && admin ? (
          <Button
            kind="quiet"
            onClick={() => change({ envelope: undefined, tab: 'simulate', cap_on: envelope.id })}
          >
            Try a cap
          </Button>
        ) : null}
        {open && admin && !owned && !hasChildren ? <Close envelope={envelope} /> : null}
      </div>
      {owned ? (
        <p className="mt-3 border-l-2 border-edge pl-3 text-[13px] text-mute">
          The policy file owns this envelope, so it is read-only here: change it in the file and apply that.
          Money can still be asked for and moved.{' '}
          <button
            type="button"
            className="link"
            onClick={() => change({ envelope: undefined, tab: 'policy' })}
          >
            Policy history
          </button>
        </p>
      ) : null}
    </>
  );
}

/** Closing gives up what is left: asked twice. */
function Close({ envelope }: { envelope: BudgetEnvelope }) {
  const { workspace } = useView();
  const [sure, setSure] = useState(false);
  if (!sure)
    return (
      <Button kind="quiet" onClick={() => setSure(true)}>
        Close it
      </Button>
    );
  return (
    <ActionButton
      kind="stop"
      run={() => client.budget.envelopes.close({ workspace, id: envelope.id })}
      done={(closed) => `${closed.name} is closed`}
    >
      Close it for good: {moneyWords(envelope.balance?.free ?? '0', envelope.currency)} expires
    </ActionButton>
  );
}

/** What the limit of this period is made of, and the rules behind it. */
function Made({ envelope }: { envelope: BudgetEnvelope }) {
  const { balance, currency, rollover } = envelope;
  const money = (value: string | undefined) =>
    value === undefined || Number(value) === 0 ? null : <Money value={value} currency={currency} opened />;
  return (
    <Part title="The limit and its rules">
      <Facts
        facts={[
          [
            'Own limit',
            <Money key="l" value={balance?.base_limit ?? envelope.limit} currency={currency} opened />,
          ],
          ['Increases', money(balance?.increases)],
          ['Moved', money(balance?.moved)],
          ['Granted', money(balance?.granted)],
          ['Rolled in', money(balance?.rolled_in)],
          ['Overdrawn', money(balance?.overdrawn)],
          ['People are told at', `${envelope.thresholds.join(', ')} %`],
          ['Left at the end', rollover ? rolloverWords(rollover, currency) : 'expires'],
          ['Overdraft', money(envelope.overdraft) ?? 'none'],
        ]}
      />
    </Part>
  );
}

function rolloverWords(rollover: NonNullable<BudgetEnvelope['rollover']>, currency: string) {
  return (
    <>
      {rollover.percent} % goes over, once
      {rollover.cap ? (
        <>
          , at most <Money value={rollover.cap} currency={currency} />
        </>
      ) : null}
    </>
  );
}
