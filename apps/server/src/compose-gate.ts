import type { GatewayStatus, Workspace } from '@exchequer/model/contract';
import type { BudgetOptions } from '@exchequer/store/envelope';
import {
  createGateDesk,
  createLeaseRounds,
  type GateDesk,
  gateStatus,
  type LeaseRounds,
  openSecrets,
} from '@exchequer/store/gate';

/** The gate as the tower has it: what people set of it, and how its gateways are doing. */
export interface Gate extends GateDesk {
  status(workspace: Workspace, windowSeconds: number): Promise<GatewayStatus>;
  leases: LeaseRounds;
  /** Where clients have to be pointed: as told, else as the gateway that serves says, else this machine's. */
  address(): Promise<string>;
}

export interface GateParts extends Pick<BudgetOptions, 'sql' | 'ledger' | 'now' | 'timeZone' | 'newId'> {
  /** Folder of the install; the key of the credentials is kept there unless one is given. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

const usualPort = 4110;

/** Opens the tower's side of the gate. */
export function openGate({ home, env, ...parts }: GateParts): Gate {
  const { sql, now } = parts;
  const secrets = openSecrets({ home, given: env.EXCHEQUER_SECRET_KEY });
  const told = env.EXCHEQUER_GATEWAY_PUBLIC_URL?.replace(/\/+$/, '');
  return {
    ...createGateDesk({ ...parts, secrets }),
    leases: createLeaseRounds(parts),
    status: (workspace, windowSeconds) => gateStatus(sql, workspace, windowSeconds, now()),
    address: async () => {
      if (told) return told;
      const [serving] = await sql<{ url: string }[]>`
        select url from gate_gateway where stopped_at is null and url <> '' order by seen_at desc limit 1`;
      return (
        serving?.url.replace(/\/+$/, '') ?? `http://127.0.0.1:${env.EXCHEQUER_GATEWAY_PORT || usualPort}`
      );
    },
  };
}
