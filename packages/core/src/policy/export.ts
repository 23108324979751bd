import { defaultThresholds, type Envelope, formatUsd } from '@exchequer/model';
import type { PolicyFile, PolicyFileEnvelope } from '@exchequer/model/contract';
import { type EnvelopeTree, inTreeOrder, treeOf } from '../envelope/index.ts';
import type { PolicyFacts } from './facts.ts';
import { namesOfPeople, type PeopleNames } from './people.ts';

/** Envelopes as a policy file. */
export interface PolicyExport {
  file: PolicyFile;
  envelopes: number;
  /** Open envelopes that are kept in another currency than the file. */
  otherCurrency: number;
}

/**
 * The open envelopes as a policy file, such that planning it changes nothing: those of the web app, in
 * the scope `all`, are named for adoption and keep every field.
 */
export function exportPolicy(facts: PolicyFacts, scope: 'file' | 'all'): PolicyExport {
  const open = facts.envelopes.filter(
    ({ envelope }) => envelope.state === 'active' && (scope === 'all' || envelope.managedBy === 'file'),
  );
  const currency = mostUsed(open.map(({ envelope }) => envelope.currency));
  const kept = open.filter(({ envelope }) => envelope.currency === currency);
  const keys = keysOf(kept);
  const tree = treeOf(kept.map(({ envelope }) => envelope));
  return {
    file: {
      version: 1,
      ...(currency !== 'USD' && { currency }),
      envelopes: nested(tree, keys, namesOfPeople(facts.people)),
    },
    envelopes: kept.length,
    otherCurrency: open.length - kept.length,
  };
}

function mostUsed(currencies: readonly string[]): string {
  const counts = new Map<string, number>([['USD', 0]]);
  for (const currency of currencies) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** Keys are for ever; an envelope that no file knew yet gets one from its name. */
function keysOf(kept: PolicyFacts['envelopes']): Map<string, string> {
  const keys = new Map(kept.flatMap(({ envelope, key }) => (key === null ? [] : [[envelope.id, key]])));
  const taken = new Set(keys.values());
  for (const one of kept) {
    if (one.key !== null) continue;
    const slug = slugOf(one.envelope.name);
    let key = slug;
    for (let n = 2; taken.has(key); n++) key = `${slug}-${n}`;
    taken.add(key);
    keys.set(one.envelope.id, key);
  }
  return keys;
}

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50) || 'envelope';

function nested(
  tree: EnvelopeTree,
  keys: ReadonlyMap<string, string>,
  names: PeopleNames,
): PolicyFileEnvelope[] {
  const made = new Map<string, PolicyFileEnvelope>();
  const roots: PolicyFileEnvelope[] = [];
  for (const { envelope } of inTreeOrder(tree)) {
    const written = writtenOf(envelope, keys.get(envelope.id) ?? '', names);
    made.set(envelope.id, written);
    const parent = made.get(envelope.parentId ?? '');
    if (!parent) {
      roots.push(envelope.parentId === null ? written : { ...written, under: envelope.parentId });
      made.set(envelope.id, roots.at(-1) ?? written);
      continue;
    }
    parent.children ??= [];
    parent.children.push(written);
  }
  return roots;
}

function writtenOf(envelope: Envelope, key: string, names: PeopleNames): PolicyFileEnvelope {
  const { kind, ref, currency, period, custom, enforcement, thresholds, rollover, overdraft, ownerId } =
    envelope;
  const usual = thresholds.join() === defaultThresholds.join();
  return {
    key,
    name: envelope.name,
    kind,
    ...(ref !== '' && { covers: names.written(kind, ref) }),
    limit: amountText(envelope.limit, currency),
    ...(period !== 'month' && { period }),
    ...(custom && { starts_on: custom.startsOn, ends_on: custom.endsOn }),
    ...(enforcement !== 'soft' && { enforcement }),
    ...(!usual && { thresholds: [...thresholds] }),
    ...(rollover && {
      rollover: {
        percent: rollover.percent,
        ...(rollover.cap !== null && { cap: amountText(rollover.cap, currency) }),
      },
    }),
    ...(overdraft !== 0n && { overdraft: amountText(overdraft, currency) }),
    ...(ownerId && { owner: names.writtenOwner(ownerId) }),
    ...(envelope.managedBy === 'web' && { adopt: envelope.id }),
  };
}

/** An exact amount as people write it: `$2,000`, `1,500.5 EUR`. */
export function amountText(value: bigint, currency: string): string {
  const [whole = '0', fraction] = formatUsd(value).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '');
  return currency === 'USD' ? `$${digits}` : `${digits} ${currency}`;
}
