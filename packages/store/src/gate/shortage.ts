import type { Sql } from 'postgres';

/** Someone found nothing left where leases of an envelope take part. */
export interface Shortage {
  workspace: string;
  /** Leaf of the leases that should give back what they do not need. */
  envelopeId: string;
  /** The gateway that asks. */
  gatewayId: string;
}

/** Channel on which gateways are told that something of the gate was changed, or is short. */
export const gateChannel = 'gate';

/**
 * Asks other gateways to give back what they leased from an envelope, or from one below it, and do not
 * need. Returns of how many envelopes they were asked; zero where nobody else leases there.
 */
export async function tellShortage(
  sql: Sql,
  workspace: string,
  shortEnvelopeId: string,
  gatewayId: string,
): Promise<number> {
  const told = await sql`
    with leaf as (
      select distinct l.envelope_id as id from gate_lease l
      join ledger_hold h on h.workspace = l.workspace and h.id = l.id
      where l.workspace = ${workspace} and l.state = 'open' and l.gateway_id <> ${gatewayId} and h.amount > 0
        and exists (select from unnest(h.path) as prefix where split_part(prefix, '/', 2) = ${shortEnvelopeId})
    )
    select pg_notify(${gateChannel}, json_build_object('about', 'shortage', 'workspace', ${workspace}::text,
      'envelope', leaf.id, 'gateway', ${gatewayId}::text)::text) from leaf`;
  return told.count;
}

/** What a notification says of a shortage; null when it is about something else. */
export function shortageIn(payload: string): Shortage | null {
  const told = JSON.parse(payload) as Record<string, string | undefined>;
  if (told.about !== 'shortage') return null;
  return {
    workspace: told.workspace ?? '',
    envelopeId: told.envelope ?? '',
    gatewayId: told.gateway ?? '',
  };
}

/** Others are asked about one envelope at most so often. */
const againMs = 1_000;

/** Asks others to give back, without flooding them where many calls meet the same limit. */
export class ShortageTeller {
  readonly #sql: Sql;
  readonly #gatewayId: string;
  readonly #toldMs = new Map<string, number>();

  constructor(sql: Sql, gatewayId: string) {
    this.#sql = sql;
    this.#gatewayId = gatewayId;
  }

  /** Whether anybody was asked now. */
  async tell(workspace: string, envelopeId: string, nowMs: number): Promise<boolean> {
    const place = `${workspace} ${envelopeId}`;
    if (nowMs - (this.#toldMs.get(place) ?? 0) < againMs) return false;
    this.#toldMs.set(place, nowMs);
    return (await tellShortage(this.#sql, workspace, envelopeId, this.#gatewayId)) > 0;
  }
}
