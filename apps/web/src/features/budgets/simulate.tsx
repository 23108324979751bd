import type { BudgetEnvelope, Simulation, SimulationInput } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, faultsOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Failure, Skeleton } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { moneyExact, readAmount } from '../../format/money.ts';
import type { BudgetsSearch } from '../../state/budgets-search.ts';
import { useIsAdmin } from '../../state/context.tsx';
import { useView } from '../../state/view.ts';
import { EnvelopePicker } from './envelope-picker.tsx';
import { capWords, groundWords, policyWords } from './simulate-words.ts';
import { Faults, SimulatedTable } from './simulated-table.tsx';
import type { Tree } from './tree.ts';

/** What a cap or a whole policy would have done to last month’s real usage, before it is applied. */
export function Simulate({ search, tree }: { search: BudgetsSearch; tree: Tree }) {
  const [by, setBy] = useState<'cap' | 'file'>('cap');
  return (
    <section aria-labelledby="simulate-title" className="pt-3">
      <h2 id="simulate-title" className="text-[15px] font-semibold">
        What would have been refused
      </h2>
      <p className="mb-3 max-w-[92ch] text-[13px] text-mute">
        The calls of the last full month are played again against the limits you name. Nothing is changed by
        it, and no call is made.
      </p>
      <Segmented
        label="What is tried"
        value={by}
        options={[
          { value: 'cap', name: 'One cap' },
          { value: 'file', name: 'A policy file' },
        ]}
        onChange={setBy}
      />
      {by === 'cap' ? <OneCap search={search} tree={tree} /> : <PolicyFile />}
    </section>
  );
}

function useSimulation(input: SimulationInput | null) {
  return useQuery({
    queryKey: ['simulation', input],
    queryFn: ({ signal }) => client.policy.simulate(input as SimulationInput, { signal }),
    enabled: input !== null,
    staleTime: 300_000,
  });
}

/** One envelope with another limit. The address keeps what was tried. */
function OneCap({ search, tree }: { search: BudgetsSearch; tree: Tree }) {
  const { workspace, change } = useView();
  const choices = tree.all.filter((e) => e.kind !== 'person');
  const [on, setOn] = useState(search.cap_on ?? '');
  const [cap, setCap] = useState(search.cap ?? '');
  const exact = readAmount(cap);
  const envelope = choices.find((e) => e.id === on);
  const asked: SimulationInput | null =
    search.cap_on && search.cap
      ? { workspace, what_if: [{ envelope_id: search.cap_on, limit: search.cap, enforcement: 'hard' }] }
      : null;
  const run = useSimulation(asked);
  const tried = choices.find((e) => e.id === search.cap_on);
  return (
    <>
      <form
        className="mt-4 grid max-w-3xl grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto] items-start gap-3 max-sm:grid-cols-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (envelope && exact) change({ cap_on: on, cap: exact }, { replace: true });
        }}
      >
        <EnvelopePicker
          label="Envelope"
          envelopes={choices}
          value={on}
          onChange={setOn}
          hint={
            envelope
              ? `Now ${moneyExact(envelope.limit, envelope.currency)} a ${envelope.period.replace('_', ' ')}, ${envelope.enforcement}`
              : undefined
          }
        />
        <Field label={`Hard cap, ${envelope?.currency ?? 'USD'}`}>
          {(ids) => (
            <input
              {...ids}
              className="field w-full"
              inputMode="decimal"
              placeholder="2,000"
              value={cap}
              onChange={(e) => setCap(e.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          kind="primary"
          className="mt-[22px] justify-center max-sm:mt-0 max-sm:min-h-11"
          disabled={!envelope || !exact}
        >
          Simulate
        </Button>
      </form>
      <Result
        run={run}
        asked={asked !== null}
        words={(result) => {
          const own = result.envelopes.find((e) => e.envelope_id === search.cap_on);
          return own ? capWords(own) : policyWords(result);
        }}
        marked={search.cap_on}
      />
      {run.data && tried && search.cap ? <Apply envelope={tried} cap={search.cap} /> : null}
    </>
  );
}

/** From the trial to the deed: only where the web may change the envelope. */
function Apply({ envelope, cap }: { envelope: BudgetEnvelope; cap: string }) {
  const { change } = useView();
  const admin = useIsAdmin();
  if (!admin) return null;
  if (envelope.managed_by === 'file')
    return (
      <p className="mt-4 text-[13px] text-mute">
        The policy file owns {envelope.name}: to make it so, set its limit to{' '}
        {moneyExact(cap, envelope.currency)} and its enforcement to hard there.
      </p>
    );
  return (
    <Button kind="primary" className="mt-4" onClick={() => change({ envelope: envelope.id, do: 'edit' })}>
      Apply this cap to {envelope.name}
    </Button>
  );
}

function PolicyFile() {
  const { workspace } = useView();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<SimulationInput | null>(null);
  const run = useSimulation(asked);
  return (
    <>
      <form
        className="mt-4 grid max-w-3xl gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ workspace, text });
        }}
      >
        <Field
          label="Policy file"
          hint={
            <>
              YAML or JSON, as <code>exchequer policy apply</code> takes it. It is tried, not applied.
            </>
          }
          error={faultsOf(run.error).text}
        >
          {(ids) => (
            <textarea
              {...ids}
              spellCheck={false}
              className="field min-h-52 w-full font-mono text-[12.5px]"
              placeholder={
                'version: 1\nenvelopes:\n  - key: company\n    name: Company\n    kind: company\n    limit: $200,000'
              }
              value={text}
              onChange={(e) => setText(e.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" kind="primary" disabled={text.trim() === ''}>
            Simulate
          </Button>
          <label className="link cursor-pointer text-[13px] has-focus-visible:outline-2 has-focus-visible:outline-accent">
            Choose a file
            <input
              type="file"
              className="sr-only"
              accept=".yaml,.yml,.json"
              onChange={async (e) => setText((await e.target.files?.[0]?.text()) ?? '')}
            />
          </label>
        </div>
      </form>
      <Result run={run} asked={asked !== null} words={policyWords} />
    </>
  );
}

interface ResultProps {
  run: ReturnType<typeof useSimulation>;
  asked: boolean;
  words: (result: Simulation) => string;
  /** The envelope the cap was tried on. */
  marked?: string;
}

function Result({ run, asked, words, marked }: ResultProps) {
  if (run.error)
    return (
      <div className="mt-5">
        <Failure error={run.error} onRetry={() => run.refetch()} />
      </div>
    );
  if (!asked) return null;
  if (!run.data)
    return (
      <div aria-busy="true" className="mt-5">
        <Skeleton height={160} />
      </div>
    );
  if (run.data.errors.length > 0) return <Faults faults={run.data.errors} />;
  return (
    <div className="mt-6" aria-live="polite">
      <p className="text-[18px] leading-[1.35] font-[600] tracking-[-0.01em] text-balance">
        {words(run.data)}
      </p>
      <p className="mt-1 max-w-[92ch] text-[13px] text-mute">{groundWords(run.data)}</p>
      <SimulatedTable result={run.data} marked={marked} />
    </div>
  );
}
