import { type Envelope, formatUsd } from '@exchequer/model';
import { checkTree, highestLimit, lineage, treeOf } from '../envelope/index.ts';
import { faultAt, type PolicyDraft } from './draft.ts';
import type { PolicyFault } from './fault.ts';
import type { Intent } from './intent.ts';

/** Where the tree that the file asks for breaks a rule of envelopes, at the entry that breaks it. */
export function checkPolicyTree(
  draft: PolicyDraft,
  intents: readonly Intent[],
  after: ReadonlyMap<string, Envelope>,
): PolicyFault[] {
  const told = new Set<string>();
  const placed = intents.flatMap(({ entry, envelope }) => {
    if (!entry || envelope.state === 'closed') return [];
    return checkTree(treeOf(lineage(after, envelope.id))).flatMap(({ refused, detail, fix }) => {
      // A fault above is told once, at the entry where it is: parents come first.
      if (told.has(detail) || refused === 'envelope-taken') return [];
      told.add(detail);
      return [faultAt(entry, fieldOf[refused] ?? null, refused, detail, fix)];
    });
  });
  const strict = draft.allocation === 'strict' ? checkStrict(intents, after) : [];
  return [...placed, ...checkTwins(intents, after), ...strict];
}

const fieldOf: Readonly<Record<string, string>> = {
  'limit-above-parent': 'limit',
  'amount-negative': 'limit',
  'ref-missing': 'covers',
  'thresholds-invalid': 'thresholds',
  'period-invalid': 'period',
  'envelope-kind': 'kind',
  'envelope-cycle': 'under',
  'parent-unknown': 'under',
  'parent-closed': 'under',
};

function checkTwins(intents: readonly Intent[], after: ReadonlyMap<string, Envelope>): PolicyFault[] {
  const ofFile = new Map(intents.map((intent) => [intent.envelope.id, intent]));
  const taken = new Map<string, Envelope>();
  const cover = ({ kind, ref }: Envelope) => `${kind}\n${ref}`;
  const others = [...after.values()].filter(({ id, state }) => state === 'active' && !ofFile.has(id));
  for (const envelope of others) taken.set(cover(envelope), envelope);
  return intents.flatMap(({ entry, envelope }) => {
    if (!entry || envelope.state === 'closed') return [];
    const twin = taken.get(cover(envelope));
    taken.set(cover(envelope), twin ?? envelope);
    if (!twin) return [];
    const at = ofFile.get(twin.id);
    const what =
      envelope.kind === 'company' ? 'the company' : `${envelope.kind.replace('_', ' ')} ${entry.covers}`;
    const error = `${what} has the envelope ${twin.name} already${at ? `, at line ${at.line}` : ', made in the web app'}`;
    const fix = at
      ? 'Keep one of the two.'
      : `Take it over with \`adopt: ${twin.id}\`, or close it in the web app.`;
    return [faultAt(entry, entry.kind === 'company' ? 'kind' : 'covers', 'cover-twice', error, fix)];
  });
}

/** Under strict allocation, children may not together be promised more than their parent has. */
function checkStrict(intents: readonly Intent[], after: ReadonlyMap<string, Envelope>): PolicyFault[] {
  const promised = new Map<string, bigint>();
  for (const child of after.values()) {
    const parent = after.get(child.parentId ?? '');
    if (child.state === 'closed' || !parent) continue;
    // As many of the child's limits as fall into one period of the parent.
    const share = highestLimit(child, parent);
    promised.set(parent.id, (promised.get(parent.id) ?? 0n) + share);
  }
  return intents.flatMap(({ entry, envelope }) => {
    const sum = promised.get(envelope.id) ?? 0n;
    if (!entry || envelope.state === 'closed' || sum <= envelope.limit) return [];
    const amount = (value: bigint) => `${formatUsd(value)} ${envelope.currency}`;
    const error = `what stands under it is promised ${amount(sum)} per ${envelope.period.replace('_', ' ')}, its limit is ${amount(envelope.limit)}`;
    const fix = 'Raise its limit, lower theirs, or write `allocation: over_commit` in the defaults.';
    return [faultAt(entry, 'limit', 'over-committed', error, fix)];
  });
}
