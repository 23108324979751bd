import type { BudgetEnvelope } from '@exchequer/model/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { client } from '../../api/client.ts';
import { Field } from '../../components/field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { WorkerPicker } from '../../components/worker-picker.tsx';
import { moneyWords } from '../../format/money.ts';
import { useView } from '../../state/view.ts';
import type { Draft } from './envelope-draft.ts';
import { EnvelopePicker } from './envelope-picker.tsx';
import { capital, enforcementWords, kindNames, periodNames } from './words.ts';

export interface FormPart {
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  /** Why fields were refused, by the names of the API. */
  faults: Readonly<Record<string, string | undefined>>;
  envelopes: readonly BudgetEnvelope[];
  /** The envelope that is changed. */
  envelope?: BudgetEnvelope;
  currency: string;
}

function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  hint,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
  hint?: string;
}) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <select
          {...ids}
          className="field w-full"
          value={value}
          onChange={(e) => onChange(e.target.value as T)}
        >
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const entries = <T extends string>(names: Record<T, string>) =>
  Object.entries<string>(names) as unknown as (readonly [T, string])[];

/** What it is called, what it covers, and under what it stands; the last two are settled once it exists. */
export function WhatFields(form: FormPart) {
  const { draft, edit, faults, envelopes, envelope } = form;
  return (
    <>
      <TextField
        label="Name"
        focus
        value={draft.name}
        onChange={(name) => edit({ name })}
        error={faults.name}
      />
      {envelope ? null : (
        <Choice
          label="What it is for"
          value={draft.kind}
          options={entries(kindNames)}
          onChange={(kind) => edit({ kind, ref: '' })}
        />
      )}
      {envelope || draft.kind === 'company' ? null : <Covers {...form} />}
      {envelope ? null : (
        <EnvelopePicker
          label="Under which envelope"
          envelopes={envelopes}
          value={draft.parent_id}
          onChange={(parent_id) => edit({ parent_id })}
          none="At the top"
          hint="Its spend counts in every envelope above it."
        />
      )}
    </>
  );
}

/** What an envelope covers: a team, a worker, or the name of a project or family. */
function Covers({ draft, edit, faults }: FormPart) {
  const { workspace } = useView();
  const teams = useQuery({
    queryKey: ['teams', workspace],
    queryFn: () => client.people.teams.list({ workspace }),
    enabled: draft.kind === 'team' || draft.kind === 'function',
  });
  const latest = useRef(edit);
  latest.current = edit;
  const choose = useCallback((ref: string) => latest.current({ ref }), []);
  switch (draft.kind) {
    case 'team':
    case 'function':
      return (
        <Field label={kindNames[draft.kind]} error={faults.ref}>
          {(ids) => (
            <select
              {...ids}
              className="field w-full"
              value={draft.ref}
              onChange={(e) => edit({ ref: e.target.value })}
            >
              <option value="">Choose a team</option>
              {teams.data?.map((team) => (
                <option key={team.id} value={team.id}>
                  {team.path}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'person':
    case 'agent':
      return (
        <WorkerPicker
          key={draft.kind}
          label={kindNames[draft.kind]}
          kind={draft.kind}
          name=""
          error={faults.ref}
          onChange={choose}
        />
      );
    default:
      return (
        <TextField
          label={draft.kind === 'project' ? 'Project or repository' : 'Family of agents'}
          value={draft.ref}
          onChange={(ref) => edit({ ref })}
          error={faults.ref}
          placeholder={draft.kind === 'project' ? 'ledger-rewrite' : 'nightly-refactor'}
        />
      );
  }
}

export function LimitFields({ draft, edit, faults, currency, limitHint }: FormPart & { limitHint?: string }) {
  return (
    <>
      <TextField
        label={`Limit, ${currency}`}
        value={draft.limit}
        onChange={(limit) => edit({ limit })}
        error={faults.limit}
        hint={limitHint}
        placeholder="2,000"
        decimal
      />
      <Choice
        label="What happens at the limit"
        value={draft.enforcement}
        options={Object.entries(enforcementWords).map(
          ([key, { name }]) => [key as Draft['enforcement'], name] as const,
        )}
        hint={capital(enforcementWords[draft.enforcement].means)}
        onChange={(enforcement) => edit({ enforcement })}
      />
    </>
  );
}

export function PeriodFields({ draft, edit, faults, envelope }: FormPart) {
  return (
    <>
      {envelope ? null : (
        <Choice
          label="Filled anew every"
          value={draft.period}
          options={entries(periodNames)}
          onChange={(period) => edit({ period })}
        />
      )}
      {draft.period === 'custom' ? (
        <>
          <TextField
            label="First day"
            type="date"
            value={draft.starts_on}
            onChange={(starts_on) => edit({ starts_on })}
            error={faults.starts_on ?? faults['custom.starts_on']}
          />
          <TextField
            label="Ends before"
            type="date"
            value={draft.ends_on}
            onChange={(ends_on) => edit({ ends_on })}
            error={faults.ends_on ?? faults['custom.ends_on']}
          />
        </>
      ) : null}
      <TextField
        label="Tell people at, percent"
        value={draft.thresholds}
        onChange={(thresholds) => edit({ thresholds })}
        error={faults.thresholds}
      />
    </>
  );
}

export function OverdraftFields({ draft, edit, faults, currency }: FormPart) {
  return (
    <>
      <TextField
        label={`A running call may go past it by, ${currency}`}
        value={draft.overdraft}
        onChange={(overdraft) => edit({ overdraft })}
        error={faults.overdraft}
        hint="Overdraft: so that no call is cut in the middle"
        decimal
      />
      <Choice
        label="What is left at the end"
        value={draft.rolls ? 'rolls' : 'expires'}
        options={[
          ['expires', 'Expires'],
          ['rolls', 'Goes over, once (rollover)'],
        ]}
        onChange={(choice) => edit({ rolls: choice === 'rolls' })}
      />
      {draft.rolls ? (
        <>
          <TextField
            label="Share that goes over, percent"
            value={draft.roll_percent}
            onChange={(roll_percent) => edit({ roll_percent })}
            error={faults.roll_percent ?? faults['rollover.percent']}
            decimal
          />
          <TextField
            label={`At most, ${currency}`}
            value={draft.roll_cap}
            onChange={(roll_cap) => edit({ roll_cap })}
            error={faults.roll_cap ?? faults['rollover.cap']}
            hint="Left empty, no cap"
            decimal
          />
        </>
      ) : null}
    </>
  );
}

export function WhoFields({ edit, faults, envelope }: FormPart) {
  const latest = useRef(edit);
  latest.current = edit;
  const choose = useCallback((owner_id: string) => latest.current({ owner_id }), []);
  return (
    <WorkerPicker
      label="Owner"
      hint="Answers for it"
      name={envelope?.owner_name ?? ''}
      error={faults.owner_id}
      onChange={choose}
    />
  );
}

/** A limit under what is gone already must be meant. */
export function BelowSpent({
  draft,
  edit,
  envelope,
}: {
  draft: Draft;
  edit: (part: Partial<Draft>) => void;
  envelope: BudgetEnvelope;
}) {
  return (
    <label className="flex items-start gap-2 border-l-2 border-warn py-0.5 pl-3 text-[13px]">
      <input
        type="checkbox"
        className="mt-[3px]"
        checked={draft.below_spent}
        onChange={(e) => edit({ below_spent: e.target.checked })}
      />
      <span>
        {moneyWords(envelope.balance?.spent ?? '0', envelope.currency)} is spent already, and some may be
        held. With this limit{' '}
        {envelope.enforcement === 'hard' ? 'every further call is refused' : 'people are told'} until the
        period ends. I mean it.
      </span>
    </label>
  );
}
