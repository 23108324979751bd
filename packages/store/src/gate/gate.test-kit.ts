import { randomBytes } from 'node:crypto';
import type { BudgetBench } from '../envelope/testing.ts';
import type { LeaseRounds } from './index.ts';
import {
  createGateDesk,
  createGateLeases,
  createLeaseRounds,
  type GateDesk,
  type GateLeases,
} from './index.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';

export const by = { id: 'usr_admin', name: 'Ada' };

/** A gate over a bench of budgets. */
export interface GateBench {
  desk: GateDesk;
  secrets: SecretBox;
  rounds: LeaseRounds;
  /** Leases of a gateway, as one process of its own would take them. */
  gateway(id: string, life?: string): GateLeases;
}

export function gateBench(bench: BudgetBench, now: () => Date): GateBench {
  let serial = 0;
  const newId = (prefix: string) => `${prefix}${++serial}`;
  const secrets = createSecretBox([randomBytes(32)]);
  const { sql } = bench.server;
  const common = { sql, now, newId, timeZone: () => 'Europe/Warsaw', fiscalStart: () => 4 };
  return {
    desk: createGateDesk({ sql, secrets, now, newId }),
    secrets,
    rounds: createLeaseRounds({ ...common, ledger: bench.ledger }),
    gateway: (gatewayId, life = 'life1') =>
      createGateLeases({ ...common, ledger: bench.ledger, gatewayId, life }),
  };
}

/** Forgets everything of the gate. */
export async function freshGate({ server: { sql } }: BudgetBench): Promise<void> {
  const tables = ['gate_key', 'gate_credential', 'gate_upstream', 'gate_route', 'gate_rules', 'gate_gateway'];
  tables.push('gate_lease', 'gate_minute', 'identity');
  await sql.unsafe(tables.map((table) => `delete from ${table}`).join(';'));
}

export const ok = <T extends object>(answer: T): Exclude<T, { refused: string }> => {
  if ('refused' in answer)
    throw new Error(JSON.stringify(answer, (_, v) => (typeof v === 'bigint' ? `${v}` : v)));
  return answer as Exclude<T, { refused: string }>;
};
