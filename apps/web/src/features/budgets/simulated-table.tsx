import type { PolicyFaultView, SimulatedEnvelope, Simulation } from '@exchequer/model/contract';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Money } from '../../components/money.tsx';
import { groupDigits } from '../../format/number.ts';
import { moment } from '../../format/time.ts';
import { peakWords, workersWords } from './simulate-words.ts';
import { enforcementWords, periodNames } from './words.ts';

/** Envelope by envelope: what it covers, what it would have refused, and how full it came. */
export function SimulatedTable({
  result,
  marked,
}: {
  result: Simulation;
  /** The envelope the cap was tried on. */
  marked?: string;
}) {
  const [all, setAll] = useState(false);
  const named = result.envelopes.filter((e) => e.kind !== 'person').sort(byPath);
  const persons = result.envelopes.length - named.length;
  const touched = named.filter((e) => e.refused_calls > 0 || e.over_calls > 0 || isMarked(e, marked));
  const shown = all ? named : touched;
  return (
    <>
      <table className="table cards mt-4" aria-label="What each envelope would have refused">
        <SimulatedHead />
        <tbody>
          {shown.map((envelope) => (
            <SimulatedRow
              key={envelope.envelope_id ?? envelope.key ?? envelope.path}
              envelope={envelope}
              timeZone={result.time_zone}
              marked={isMarked(envelope, marked)}
            />
          ))}
          <TotalRow result={result} />
        </tbody>
      </table>
      {touched.length < named.length ? (
        <Button kind="quiet" className="mt-1 -ml-2.5" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show only those that refuse or warn' : `Show all ${named.length} envelopes`}
        </Button>
      ) : null}
      <p className="mt-2 max-w-[92ch] text-[12.5px] text-mute">
        A call counts at every envelope above it, and is refused by the first one without room.
        {persons > 0
          ? ` ${persons === 1 ? 'One personal envelope is' : `${persons} personal envelopes are`} part of it and not listed.`
          : ''}
      </p>
    </>
  );
}

function SimulatedHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Envelope</th>
        <th scope="col" className="n">
          Limit
        </th>
        <th scope="col" className="n">
          Calls
        </th>
        <th scope="col" className="n">
          Cost as it was
        </th>
        <th scope="col" className="n">
          Refused calls
        </th>
        <th scope="col" className="n">
          Refused cost
        </th>
        <th scope="col" className="pl-4">
          First refusal
        </th>
        <th scope="col" className="n">
          Fullest
        </th>
      </tr>
    </thead>
  );
}

function TotalRow({ result }: { result: Simulation }) {
  return (
    <tr className="total">
      <td className="head">All calls</td>
      <td className="n max-sm:hidden" />
      <td className="n" data-label="Calls">
        {groupDigits(String(result.calls))}
      </td>
      <td className="n" data-label="Cost as it was">
        <Money value={result.cost} currency="USD" />
      </td>
      <td className="n" data-label="Refused calls">
        {groupDigits(String(result.refused_calls))}
      </td>
      <td className="n" data-label="Refused cost">
        <Money value={result.refused_cost} currency="USD" />
      </td>
      <td className="max-sm:hidden" />
      <td className="n max-sm:hidden" />
    </tr>
  );
}

const isMarked = (envelope: SimulatedEnvelope, marked: string | undefined) =>
  envelope.envelope_id !== null && envelope.envelope_id === marked;

/** In the order of the tree, not of what was refused. */
const byPath = (a: SimulatedEnvelope, b: SimulatedEnvelope) => a.path.localeCompare(b.path, 'en');

function SimulatedRow({
  envelope,
  timeZone,
  marked,
}: {
  envelope: SimulatedEnvelope;
  timeZone: string;
  marked: boolean;
}) {
  const { currency, first_refusal: first, refused_calls: refused } = envelope;
  const above = envelope.path.split(' / ').slice(0, -1).join(' / ');
  return (
    <tr data-active={marked}>
      <td className="head">
        {envelope.name}
        {above ? <span className="ml-2 text-[12.5px] text-mute">{above}</span> : null}
        {envelope.envelope_id === null ? <span className="ml-2 text-[12.5px] text-mute">new</span> : null}
      </td>
      <td
        className="n"
        data-label="Limit"
        title={`${periodNames[envelope.period].toLowerCase()}, ${enforcementWords[envelope.enforcement].means}`}
      >
        <Money value={envelope.limit} currency={currency} />
      </td>
      <td className="n text-mute" data-label="Calls">
        {groupDigits(String(envelope.calls))}
      </td>
      <td className="n" data-label="Cost as it was">
        <Money value={envelope.cost} currency={currency} />
      </td>
      <td className={`n ${refused > 0 ? 'text-stop' : ''}`} data-label="Refused calls">
        {refused > 0 ? (
          <span title={`of ${workersWords(envelope.refused_workers)}`}>{groupDigits(String(refused))}</span>
        ) : envelope.over_calls > 0 ? (
          <span className="text-warn">{groupDigits(String(envelope.over_calls))} warned</span>
        ) : (
          'none'
        )}
      </td>
      <td className="n" data-label="Refused cost">
        {refused > 0 ? (
          <Money value={envelope.refused_cost} currency={currency} />
        ) : (
          <span className="text-mute">–</span>
        )}
      </td>
      <td
        data-label="First refusal"
        className="pl-4 text-mute max-sm:col-span-full max-sm:pl-0 sm:whitespace-nowrap"
      >
        {first ? moment(first.at, timeZone) : '–'}
      </td>
      <td className="n" data-label="Fullest" title={envelope.peak_period ?? undefined}>
        {envelope.peak_percent === null ? '–' : peakWords(envelope.peak_percent)}
      </td>
    </tr>
  );
}

/** What is wrong with a file, at its line, with what to write instead. */
export function Faults({ faults }: { faults: readonly PolicyFaultView[] }) {
  return (
    <div role="alert" className="mt-5 border-l-2 border-stop pl-4">
      <p className="font-[560]">
        {faults.length === 1 ? 'The file has a fault' : `The file has ${faults.length} faults`}; nothing was
        simulated.
      </p>
      <ul className="mt-1">
        {faults.map((fault) => (
          <li key={`${fault.line}${fault.path}${fault.code}`} className="py-1 text-[13px]">
            <span className="text-mute">{fault.line > 0 ? `Line ${fault.line}: ` : ''}</span>
            {fault.error}. <span className="text-mute">{fault.fix}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
