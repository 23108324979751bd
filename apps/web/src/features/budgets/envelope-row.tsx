import type { BudgetEnvelope } from '@exchequer/model/contract';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Money } from '../../components/money.tsx';
import { Tag } from '../../components/tag.tsx';
import { counted } from '../../format/number.ts';
import { EnvelopeBar, SumsBar } from './bar.tsx';
import { heldOf, type TreeRow } from './tree.ts';
import { enforcementWords, kindNames, percentWords, periodNames, standing } from './words.ts';

interface RowProps<Row extends TreeRow> {
  row: Row;
  /** Width of the bar. */
  bar: number;
  /** The one row that Tab reaches. */
  stop: boolean;
  onFold: (key: string, unfolded: boolean) => void;
  onFocus: (key: string) => void;
}

const indent = (depth: number) => ({ paddingLeft: `calc(${depth} * var(--step))` });
const tones = { calm: '', warn: 'text-warn', stop: 'text-stop' };

type EnvelopeLine = Extract<TreeRow, { row: 'envelope' }>;
type PersonsLine = Extract<TreeRow, { row: 'persons' }>;

/** One envelope: what it is, how far it is used, and by whom it is answered for. */
export function EnvelopeRow({
  row,
  bar,
  stop,
  onFold,
  onOpen,
  onFocus,
}: RowProps<EnvelopeLine> & { onOpen: (envelope: BudgetEnvelope) => void }) {
  const { envelope, depth, open } = row;
  const { balance, currency } = envelope;
  const { percent, said, tone } = standing(envelope);
  return (
    <tr
      data-row
      data-key={row.key}
      className="opens"
      aria-level={depth + 1}
      aria-expanded={open}
      onFocus={() => onFocus(row.key)}
    >
      <td className="head">
        <span className="flex items-center gap-1" style={indent(depth)}>
          <Fold row={row} onFold={onFold} name={envelope.name} />
          <button
            type="button"
            data-opens
            tabIndex={stop ? 0 : -1}
            className={`min-w-0 text-left hover:text-accent ${depth === 0 ? 'font-[600]' : ''}`}
            onClick={() => onOpen(envelope)}
          >
            {envelope.name}
          </button>
          <Marks envelope={envelope} pressed={row.pressed} />
          <span className={`ml-auto text-[13px] sm:hidden ${tones[tone]}`}>
            {said ? <span className="mr-2 text-[12px] font-normal">{said}</span> : null}
            {percentWords(percent)}
          </span>
        </span>
      </td>
      <td className="whitespace-nowrap text-mute max-sm:hidden">
        <span title={`${kindNames[envelope.kind]}: ${enforcementWords[envelope.enforcement].means}`}>
          {periodNames[envelope.period].toLowerCase()},{' '}
          {enforcementWords[envelope.enforcement].name.toLowerCase()}
        </span>
      </td>
      <td className="head">
        <EnvelopeBar envelope={envelope} width={bar} />
      </td>
      <Amounts
        currency={currency}
        spent={balance?.spent ?? null}
        held={balance ? heldOf(balance) : null}
        free={balance?.free ?? null}
        limit={balance?.limit ?? envelope.limit}
      />
      <td className={`n max-sm:hidden ${tones[tone]}`}>
        {said ? <span className="mr-2 text-[12px]">{said}</span> : null}
        {percentWords(percent)}
      </td>
      <td className="max-w-36 truncate pl-4 text-mute max-sm:hidden">{envelope.owner_name ?? '–'}</td>
    </tr>
  );
}

/** Folds and unfolds by pointer; the keyboard does it with the arrows, as in every tree. */
function Fold({
  row,
  name,
  onFold,
}: {
  row: TreeRow;
  name: string;
  onFold: (key: string, unfolded: boolean) => void;
}) {
  if (row.open === undefined) return <span className="w-5 shrink-0 max-sm:w-8" />;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`${row.open ? 'Fold' : 'Unfold'} ${name}`}
      className="grid size-5 shrink-0 place-items-center rounded-sm text-mute hover:bg-accent-soft hover:text-ink max-sm:size-8"
      onClick={() => onFold(row.key, !row.open)}
    >
      <ChevronRight
        size={14}
        aria-hidden
        className={`transition-transform duration-100 motion-reduce:transition-none ${row.open ? 'rotate-90' : ''}`}
      />
    </button>
  );
}

function Marks({ envelope, pressed }: { envelope: BudgetEnvelope; pressed: number }) {
  return (
    <span className="ml-1.5 flex shrink-0 gap-1.5">
      {envelope.managed_by === 'file' ? (
        <Tag title="Owned by the policy file: changed there, read here">file</Tag>
      ) : null}
      {envelope.open_requests > 0 ? (
        <Tag tone="warn" title={`${counted(String(envelope.open_requests), 'request')} for more`}>
          {counted(String(envelope.open_requests), 'request')}
        </Tag>
      ) : null}
      {pressed > 0 ? (
        <Tag tone="warn" title="Folded away under it: past a high threshold, or with nothing left">
          {pressed} below {pressed === 1 ? 'runs' : 'run'} out
        </Tag>
      ) : null}
    </span>
  );
}

function Amounts({
  currency,
  spent,
  held,
  free,
  limit,
}: {
  currency: string;
  spent: string | null;
  held: string | null;
  free: string | null;
  limit: string | null;
}) {
  const cell = (name: string, value: string | null, quiet = false): ReactNode => (
    <td className={`n max-sm:hidden ${quiet ? 'text-mute' : ''}`} data-column={name}>
      <Money value={value} currency={currency} />
    </td>
  );
  return (
    <>
      <td className="head text-[12.5px] font-normal text-mute sm:hidden">
        <Money value={spent} currency={currency} /> spent of <Money value={limit} currency={currency} />,{' '}
        <Money value={free} currency={currency} /> free
      </td>
      {cell('spent', spent)}
      {cell('held', held, true)}
      {cell('free', free)}
      {cell('limit', limit, true)}
    </>
  );
}

/** The persons under one envelope, taken together; one by one only for whom the server shows them to. */
export function PersonsRow({ row, bar, stop, onFold, onFocus }: RowProps<PersonsLine>) {
  const { sums, persons, reason, depth } = row;
  const name = persons === null ? 'Personal envelopes' : counted(String(persons), 'personal envelope');
  return (
    <tr
      data-row
      data-key={row.key}
      className={row.open === undefined ? '' : 'opens'}
      aria-level={depth + 1}
      aria-expanded={row.open}
      onFocus={() => onFocus(row.key)}
    >
      <td className="head">
        <span className="flex items-center gap-1 text-mute" style={indent(depth)}>
          <Fold row={row} onFold={onFold} name={name} />
          {row.open === undefined ? (
            <span data-opens tabIndex={stop ? 0 : -1}>
              {name}
            </span>
          ) : (
            <button
              type="button"
              data-opens
              tabIndex={stop ? 0 : -1}
              className="text-left hover:text-accent"
              onClick={() => onFold(row.key, !row.open)}
            >
              {name}
            </button>
          )}
        </span>
      </td>
      {sums ? (
        <>
          <td className="text-mute max-sm:hidden">together</td>
          <td className="head">
            <SumsBar sums={sums} width={bar} />
          </td>
          <Amounts {...sums} />
          <td className="n max-sm:hidden" />
          <td className="max-sm:hidden" />
        </>
      ) : (
        <td className="head text-[12.5px] text-mute" colSpan={8}>
          {reason}
        </td>
      )}
    </tr>
  );
}
