import { type Envelope, formatUsd } from '@exchequer/model';
import { faultAt } from './draft.ts';
import type { PolicyFacts, StandingEnvelope } from './facts.ts';
import type { PolicyFault } from './fault.ts';
import { closing, type Intent } from './intent.ts';

/** Envelopes that the file owns and no longer names: they would be closed. */
export function leftOut({ envelopes }: PolicyFacts, intents: readonly Intent[]): Intent[] {
  const named = new Set(intents.map(({ envelope }) => envelope.id));
  return envelopes
    .filter(
      ({ envelope }) =>
        envelope.managedBy === 'file' && envelope.state === 'active' && !named.has(envelope.id),
    )
    .map((standing) => ({
      key: standing.key ?? '',
      entry: null,
      line: 0,
      standing,
      envelope: closing(standing.envelope),
    }));
}

/**
 * Refuses what would leave money without an envelope: closing one that others still stand under or
 * that running calls hold money of; and leaving one out of the file, which is easily a slip, while it
 * has spent or held money in its period or feeds grants.
 */
export function refuseOrphans(
  { envelopes }: PolicyFacts,
  intents: readonly Intent[],
  gone: readonly Intent[],
  after: ReadonlyMap<string, Envelope>,
): PolicyFault[] {
  const below = new Map<string, string[]>();
  for (const { name, parentId, state } of after.values()) {
    if (state === 'active' && parentId) below.set(parentId, [...(below.get(parentId) ?? []), name]);
  }
  const standing = new Set(envelopes);
  const closings = intents.filter(
    ({ envelope, standing: was }) => envelope.state === 'closed' && was && standing.has(was),
  );
  return [
    ...closings.flatMap((intent) => refuseClosing(intent, below.get(intent.envelope.id) ?? [])),
    ...gone.flatMap((intent) => refuseLeavingOut(intent, below.get(intent.envelope.id) ?? [])),
  ];
}

function refuseClosing({ entry, standing }: Intent, children: readonly string[]): PolicyFault[] {
  if (!entry || !standing || standing.envelope.state === 'closed') return [];
  const faults: PolicyFault[] = [];
  if (children.length > 0) {
    const error = `it would close over ${listed(children)}, which still ${children.length > 1 ? 'stand' : 'stands'} under it`;
    faults.push(
      faultAt(
        entry,
        'closed',
        'open-children',
        error,
        'Close or move those first, in this file or the web app.',
      ),
    );
  }
  if (standing.openHolds > 0) {
    faults.push(
      faultAt(
        entry,
        'closed',
        'open-holds',
        holdsText(standing),
        'Wait until those calls have ended, or release what they hold.',
      ),
    );
  }
  return faults;
}

function refuseLeavingOut({ key, standing }: Intent, children: readonly string[]): PolicyFault[] {
  if (!standing) return [];
  const { envelope, running, grants } = standing;
  const amount = (value: bigint) => `${formatUsd(value)} ${envelope.currency}`;
  const reasons = [
    ...(running && running.spent > 0n ? [`${amount(running.spent)} spent in ${running.key}`] : []),
    ...(running && running.held > 0n ? [`${amount(running.held)} held for running calls`] : []),
    ...(standing.openHolds > 0 && !(running && running.held > 0n) ? [holdsText(standing)] : []),
    ...(grants > 0 ? [`${grants} ${grants > 1 ? 'grants' : 'grant'} paid from it`] : []),
    ...(children.length > 0 ? [`${listed(children)} under it`] : []),
  ];
  if (reasons.length === 0) return [];
  return [
    {
      line: 0,
      path: '',
      code: 'orphans-money',
      error: `${envelope.name} (${key}) is no longer in the file, but it has ${reasons.join(', ')}`,
      fix: `Put ${key} back; to end it, add \`closed: true\` to it, which returns what is left and keeps what is spent.`,
    },
  ];
}

const holdsText = ({ openHolds }: StandingEnvelope) =>
  `${openHolds} running ${openHolds > 1 ? 'calls hold' : 'call holds'} money of it`;

const listed = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
