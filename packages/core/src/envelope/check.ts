import { type Envelope, formatUsd } from '@exchequer/model';
import { highestLimit } from './limit.ts';
import { aboutEnvelope, type EnvelopeRefusal, refuseEnvelope } from './refusal.ts';
import { type EnvelopeTree, parentKinds } from './tree.ts';

const kindNames = (kinds: readonly string[]) => kinds.join(', ').replaceAll('_', ' ');

/** Why a tree may not stand, one refusal per fault, in the order of the envelopes. Closed ones rest. */
export function checkTree(tree: EnvelopeTree): EnvelopeRefusal[] {
  const taken = new Map<string, Envelope>();
  return [...tree.values()].flatMap((envelope) => {
    if (envelope.state === 'closed') return [];
    const twin = taken.get(coverOf(envelope));
    taken.set(coverOf(envelope), envelope);
    return [
      ...(twin ? [refuseTwin(envelope, twin)] : []),
      ...checkFields(envelope),
      ...checkPlace(tree, envelope),
    ].map((fault) => aboutEnvelope(envelope.id, fault));
  });
}

const coverOf = ({ kind, ref }: Envelope) => `${kind} ${ref}`;

function refuseTwin(envelope: Envelope, twin: Envelope): EnvelopeRefusal {
  return refuseEnvelope(
    'envelope-taken',
    `${envelope.kind} ${envelope.ref || 'as a whole'} has the envelope ${twin.name} already`,
    'Change that envelope, or close it first: each thing has one envelope.',
    { taken_by: twin.id },
  );
}

/** What is wrong with an envelope by itself. */
export function checkFields(envelope: Envelope): EnvelopeRefusal[] {
  const { name, kind, ref, limit, overdraft, rollover, thresholds, period, custom } = envelope;
  const faults: EnvelopeRefusal[] = [];
  if (limit < 0n || overdraft < 0n || (rollover?.cap ?? 0n) < 0n) {
    faults.push(refuseEnvelope('amount-negative', `${name} has a negative amount`, 'Give zero or more.'));
  }
  if ((kind === 'company') !== (ref === '')) {
    const detail =
      kind === 'company' ? 'the company’s envelope names a part of it' : `${name} names no ${kind}`;
    faults.push(refuseEnvelope('ref-missing', detail, 'Say what it covers; the company alone has no ref.'));
  }
  if (thresholds.some((percent, at) => percent <= 0 || percent <= (thresholds[at - 1] ?? 0))) {
    faults.push(
      refuseEnvelope(
        'thresholds-invalid',
        `the thresholds of ${name} do not ascend`,
        'Give rising percents, such as 50, 80, 95.',
      ),
    );
  }
  if ((period === 'custom') !== (custom !== null) || (custom && custom.startsOn >= custom.endsOn)) {
    faults.push(
      refuseEnvelope(
        'period-invalid',
        `${name} has no possible period`,
        'Give a custom period a first day and a later end; other periods have neither.',
      ),
    );
  }
  return faults;
}

/** What is wrong with where an envelope stands. */
function checkPlace(tree: EnvelopeTree, envelope: Envelope): EnvelopeRefusal[] {
  if (envelope.parentId === null) return [];
  const parent = tree.get(envelope.parentId);
  const { name } = envelope;
  if (!parent) {
    const detail = `there is no envelope ${envelope.parentId} for ${name} to stand under`;
    return [refuseEnvelope('parent-unknown', detail, 'Add the parent first.')];
  }
  if (isBelowItself(tree, envelope)) {
    const detail = `${name} would stand below itself`;
    return [refuseEnvelope('envelope-cycle', detail, 'Choose a parent that is not below the envelope.')];
  }
  return [
    ...(parent.state === 'closed'
      ? [refuseEnvelope('parent-closed', `${parent.name} above ${name} is closed`, 'Choose an open parent.')]
      : []),
    ...checkKinds(parent, envelope),
    ...checkParentLimit(parent, envelope),
  ];
}

function isBelowItself(tree: EnvelopeTree, envelope: Envelope): boolean {
  const seen = new Set<string>([envelope.id]);
  for (let at = tree.get(envelope.parentId ?? ''); at; at = tree.get(at.parentId ?? '')) {
    if (at.id === envelope.id) return true;
    // A cycle further up is the fault of those that form it.
    if (seen.has(at.id)) return false;
    seen.add(at.id);
  }
  return false;
}

function checkKinds(parent: Envelope, envelope: Envelope): EnvelopeRefusal[] {
  const allowed = parentKinds[envelope.kind];
  if (allowed.includes(parent.kind)) return [];
  return [
    refuseEnvelope(
      'envelope-kind',
      `${envelope.name} is of kind ${kindNames([envelope.kind])} and cannot stand under ${parent.name}, of kind ${kindNames([parent.kind])}`,
      allowed.length > 0
        ? `Put it under one of these: ${kindNames(allowed)}.`
        : 'The company’s envelope is a root: it has no parent.',
    ),
  ];
}

function checkParentLimit(parent: Envelope, envelope: Envelope): EnvelopeRefusal[] {
  if (parent.currency !== envelope.currency) {
    return [
      refuseEnvelope(
        'currency-mismatch',
        `${envelope.name} is in ${envelope.currency}, ${parent.name} above it in ${parent.currency}`,
        `Use ${parent.currency} along the whole path.`,
      ),
    ];
  }
  const highest = highestLimit(parent, envelope);
  if (envelope.limit <= highest) return [];
  const [limit, most] = [formatUsd(envelope.limit), formatUsd(highest)];
  return [
    refuseEnvelope(
      'limit-above-parent',
      `the limit of ${envelope.name}, ${limit} ${envelope.currency} per ${envelope.period.replace('_', ' ')}, is above what ${parent.name} allows it, ${most}`,
      `Raise ${parent.name} first, or give at most ${most}.`,
      { parent_id: parent.id, limit, highest: most },
    ),
  ];
}
