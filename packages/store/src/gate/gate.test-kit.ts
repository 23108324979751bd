import { randomBytes } from 'node:crypto';
import { parseUsd } from '@exchequer/model';
import type { Sql } from 'postgres';
import type { Ledger } from '../ledger/index.ts';
import {
  createGateDesk,
  createGateLeases,
  createLeaseRounds,
  type GateDesk,
  type GateLeases,
  type LeaseRounds,
} from './index.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';

export const by = { id: 'usr_admin', name: 'Ada' };

/** Books and a server to keep the gate in. */
interface Bench {
  server: { sql: Sql };
  ledger: Ledger;
}

/** A gate over a bench of budgets. */
export interface GateBench {
  desk: GateDesk;
  secrets: SecretBox;
  rounds: LeaseRounds;
  /** Leases of a gateway, as one process of its own would take them. */
  gateway(id: string, life?: string): GateLeases;
  /** States of all leases, oldest first. */
  states(): Promise<string[]>;
}

export function gateBench({ server: { sql }, ledger }: Bench, now: () => Date): GateBench {
  let serial = 0;
  const newId = (prefix: string) => `${prefix}${++serial}`;
  const secrets = createSecretBox([randomBytes(32)]);
  const common = { sql, ledger, now, newId, timeZone: () => 'Europe/Warsaw', fiscalStart: () => 4 };
  return {
    desk: createGateDesk({ sql, secrets, now, newId }),
    secrets,
    rounds: createLeaseRounds(common),
    gateway: (gatewayId, life = 'life1') => createGateLeases({ ...common, gatewayId, life }),
    states: async () => {
      const rows = await sql<{ state: string }[]>`select state from gate_lease order by opened_at, id`;
      return rows.map(({ state }) => state);
    },
  };
}

/** Forgets everything of the gate. */
export async function freshGate({ server: { sql } }: Pick<Bench, 'server'>): Promise<void> {
  const tables = [
    'gate_hold',
    'gate_key',
    'gate_credential',
    'gate_upstream',
    'gate_route',
    'gate_rules',
    'gate_gateway',
  ];
  tables.push('gate_lease', 'gate_minute', 'gate_quarter', 'gate_stop', 'identity');
  await sql.unsafe(tables.map((table) => `delete from ${table}`).join(';'));
}

/** What was answered, where it is no refusal. */
export const ok = <T extends object>(answer: T): Exclude<T, { refused: string }> => {
  if ('refused' in answer) {
    throw new Error(JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
  }
  return answer as Exclude<T, { refused: string }>;
};

export const dollars = (least: string, wish = least) => ({ least: parseUsd(least), wish: parseUsd(wish) });

export const nothingWaits = async (): Promise<Set<string>> => new Set();

/** What a balance comes to, in the words of the tests. */
export const moneyIn = (
  balance: { free: string; reserved: string; spent: string; overdrawn: string } | null | undefined,
) => ({
  free: balance?.free,
  held: balance?.reserved,
  spent: balance?.spent,
  overdrawn: balance?.overdrawn,
});
