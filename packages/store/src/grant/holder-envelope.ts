import { type GrantRefusal, type Holder, refuseGrant } from '@exchequer/core/grant';
import {
  defaultThresholds,
  type Envelope,
  type EnvelopePeriodRef,
  type EnvelopeWish,
} from '@exchequer/model';
import type { ISql } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { changeTree, latestPeriods, loadTree, refOf, transact } from '../envelope/index.ts';
import { type GrantOptions, lockGrants } from './options.ts';
import { teamsAbove } from './people.ts';

/** The envelope out of which a holder's lots are spent. */
export interface HolderEnvelope {
  holder: Holder;
  ref: EnvelopePeriodRef;
}

/** Grants have no period of their own that would end and take their money: lots expire, not the envelope. */
const farEnd = '2100-01-01';

/** What the envelope of a holder covers. */
const coverOf = ({ kind, id }: Holder): Pick<Envelope, 'kind' | 'ref'> =>
  kind === 'worker' ? { kind: 'person', ref: id } : { kind: 'project', ref: `pool of ${id}` };

/** The envelope of a holder, when it has one. */
export async function findEnvelope(
  sql: ISql,
  workspace: string,
  holder: Holder,
): Promise<HolderEnvelope | GrantRefusal | null> {
  const [row] = await sql<{ envelope_id: string; period_key: string }[]>`
    select envelope_id, period_key from grant_holder
    where workspace = ${workspace} and kind = ${holder.kind} and id = ${holder.id}`;
  if (!row) return null;
  const envelope = (await loadTree(sql, workspace)).get(row.envelope_id);
  if (envelope?.state === 'active') return { holder, ref: refOf(envelope, { key: row.period_key }) };
  return refuseGrant(
    'grant-envelope-closed',
    `the envelope ${row.envelope_id} of the grant was closed, so that nothing can be drawn from it`,
    'End the grants of this holder and issue new ones.',
  );
}

/** Why a holder's grants could not be spent, or null: something else pays for this person already. */
export async function checkEnvelope(
  sql: ISql,
  workspace: string,
  holder: Holder,
): Promise<GrantRefusal | null> {
  const known = await findEnvelope(sql, workspace, holder);
  if (known) return 'refused' in known ? known : null;
  const { kind, ref } = coverOf(holder);
  const tree = await loadTree(sql, workspace);
  const taken = [...tree.values()].find(
    (envelope) => envelope.state === 'active' && envelope.kind === kind && envelope.ref === ref,
  );
  if (!taken) return null;
  return refuseGrant(
    'grant-envelope-taken',
    `the envelope ${taken.name} pays for this person already, and each thing has one envelope`,
    `Close ${taken.id} first: the grant brings an envelope of its own.`,
  );
}

/** The envelope of a holder, made with its first lot. */
export async function ensureEnvelope(
  options: GrantOptions,
  workspace: string,
  holder: Holder,
  about: { name: string; currency: string; startsOn: string },
  by: AuditActor,
): Promise<HolderEnvelope | GrantRefusal> {
  const done = await transact(options.sql, async (tx) => {
    await lockGrants(tx, workspace);
    const known = await findEnvelope(tx, workspace, holder);
    if (known) return known;
    const taken = await checkEnvelope(tx, workspace, holder);
    if (taken) return taken;
    const id = options.newId('env_');
    const parentId = await parentOf(tx, workspace, holder, about.currency, options);
    const wish = wishOf(holder, about, parentId);
    await changeTree(options, tx, workspace, [{ action: 'put', id, wish }], { by, origin: 'web' });
    const period = (await latestPeriods(tx, workspace)).get(id);
    const envelope = (await loadTree(tx, workspace)).get(id);
    if (!period || !envelope) throw new Error(`the envelope ${id} has no running period`);
    await tx`
      insert into grant_holder (workspace, kind, id, envelope_id, period_key)
      values (${workspace}, ${holder.kind}, ${holder.id}, ${id}, ${period.key})`;
    return { holder, ref: refOf(envelope, period) };
  });
  return 'refused' in done ? refuseGrant(done.refused, done.detail, done.fix) : done;
}

const wishOf = (
  holder: Holder,
  { name, currency, startsOn }: { name: string; currency: string; startsOn: string },
  parentId: string | null,
): EnvelopeWish => ({
  ...coverOf(holder),
  name: holder.kind === 'worker' ? `Grants of ${name}` : `Pool of ${name}`,
  parentId,
  currency,
  // All its money comes by lots.
  limit: 0n,
  period: 'custom',
  custom: { startsOn, endsOn: farEnd },
  enforcement: 'hard',
  thresholds: [...defaultThresholds],
  rollover: null,
  overdraft: 0n,
  ownerId: null,
  managedBy: 'web',
});

/** The nearest envelope above: of the holder's team or a team above it, else of the company. */
async function parentOf(
  tx: ISql,
  workspace: string,
  holder: Holder,
  currency: string,
  options: GrantOptions,
): Promise<string | null> {
  const tree = await loadTree(tx, workspace);
  const open = [...tree.values()].filter((one) => one.state === 'active' && one.currency === currency);
  const teams = await teamsAbove(tx, workspace, holder, options);
  for (const team of teams) {
    const found = open.find(({ kind, ref }) => (kind === 'team' || kind === 'function') && ref === team);
    if (found) return found.id;
  }
  return open.find(({ kind }) => kind === 'company')?.id ?? null;
}
