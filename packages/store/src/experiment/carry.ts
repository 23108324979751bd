import { formatUsd, parseUsd } from '@exchequer/model';
import type { BudgetEnvelope } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import type { AuditActor } from '../access/index.ts';
import { type EnvelopeDesk, everyone } from '../envelope/index.ts';
import { type KeptExperiment, type KeptTeam, noteEvent } from './rows.ts';

export interface Carrying {
  sql: Sql;
  now: () => Date;
  envelopes: Pick<EnvelopeDesk, 'get' | 'put'>;
}

/** Who sets limits when nobody asks: the round. */
export const byRound: AuditActor = { id: 'experiment', name: 'the experiment' };

/**
 * Brings a team’s envelope to its cap or back. What already is so is noted; what somebody changed meanwhile
 * is left to them. Answers whether the envelope is as it should be.
 */
export async function carryOut(
  { sql, now, envelopes }: Carrying,
  experiment: KeptExperiment,
  team: KeptTeam,
  wanted: 'original' | 'cap',
  by: AuditActor,
): Promise<boolean> {
  if (team.holds === wanted) return true;
  if (team.holds === 'left') return false;
  const { workspace, id } = experiment;
  const limitOf = { original: team.originalLimit, cap: team.capLimit };
  const note = async (holds: KeptTeam['holds'], kind: string, detail: string) => {
    await sql.begin(async (tx) => {
      await tx`update experiment_team set holds = ${holds}
        where workspace = ${workspace} and experiment_id = ${id} and team_id = ${team.teamId}`;
      await noteEvent(tx, workspace, id, { at: now(), kind, teamId: team.teamId, detail, byName: by.name });
    });
    return holds === wanted;
  };
  const done = wanted === 'cap' ? 'capped' : 'restored';
  const dollars = `$${formatUsd(limitOf[wanted])}`;
  const found = await envelopes.get(workspace, team.envelopeId, everyone);
  if ('refused' in found) return note('left', 'left-alone', found.detail);
  const { envelope } = found;
  const limit = parseUsd(envelope.limit);
  // Set before a crash kept it from being noted.
  if (limit === limitOf[wanted]) return note(wanted, done, `limit is ${dollars}`);
  if (limit !== limitOf[team.holds] || envelope.state !== 'active') {
    return note('left', 'left-alone', `somebody set its limit to $${envelope.limit} meanwhile; it stays so`);
  }
  const put = await envelopes.put(workspace, putOf(envelope, limitOf[wanted]), by);
  if ('refused' in put) {
    const kind = 'not-set';
    const last = experiment.events.findLast(({ teamId }) => teamId === team.teamId);
    if (last?.kind !== kind || last.detail !== put.detail) {
      await noteEvent(sql, workspace, id, {
        at: now(),
        kind,
        teamId: team.teamId,
        detail: put.detail,
        byName: by.name,
      });
    }
    return false;
  }
  return note(wanted, done, `limit is ${dollars}`);
}

/** The envelope as it stands, with another limit; refused when it changes in between. */
function putOf(envelope: BudgetEnvelope, limit: bigint): Parameters<EnvelopeDesk['put']>[1] {
  const { custom, rollover } = envelope;
  return {
    id: envelope.id,
    expectedVersion: envelope.version,
    // A cap below what is spent holds at once; the next calls are refused.
    belowSpent: true,
    wish: {
      ...{ name: envelope.name, kind: envelope.kind, ref: envelope.ref, parentId: envelope.parent_id },
      ...{ currency: envelope.currency, limit, period: envelope.period, enforcement: envelope.enforcement },
      custom: custom && { startsOn: custom.starts_on, endsOn: custom.ends_on },
      thresholds: envelope.thresholds,
      rollover: rollover && {
        percent: rollover.percent,
        cap: rollover.cap === null ? null : parseUsd(rollover.cap),
      },
      overdraft: parseUsd(envelope.overdraft),
      ownerId: envelope.owner_id,
    },
  };
}
