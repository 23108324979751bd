import { type EnvelopeRoutes, routesOf } from '@exchequer/core/envelope';
import {
  type GateRoute,
  type GateRules,
  type GatewayKey,
  type Upstream,
  usualGateRules,
} from '@exchequer/model';
import type { MyBudget } from '@exchequer/model/contract';
import type { Sql } from 'postgres';
import { hashSecret } from '../access/index.ts';
import { type FactsReader, type KeptTree, loadTree, readFacts } from '../envelope/index.ts';
import { type Attribution, readAttribution } from './attribution.ts';
import { type Company, readCompany } from './company.ts';
import { type KeptKey, loadKeys } from './key-rows.ts';
import { loadRoutes } from './routes.ts';
import { loadRules } from './rules.ts';
import type { SecretBox } from './secret-box.ts';
import {
  type KeptCredential,
  loadCredentials,
  loadUpstreams,
  openedUpstream,
  placeOf,
} from './upstream-rows.ts';

/** Who holds a key. */
export interface GateHolder {
  key: GatewayKey;
  worker: MyBudget['worker'] & { kind: 'person' | 'agent' };
}

/** What a gateway knows of one workspace. */
export interface GateWorkspace {
  /** By id, with their credentials opened; those that are switched off too. */
  upstreams: ReadonlyMap<string, Upstream>;
  /** Those in use, first match first. */
  routes: readonly GateRoute[];
  rules: GateRules;
  /** Every envelope, and what each covers. */
  tree: KeptTree;
  envelopeRoutes: EnvelopeRoutes;
  /** Completes what is known of a call with the teams above and the family of the agent. */
  facts: FactsReader;
  attribution: Attribution;
}

/** Everything by which a gateway decides, as it was at one time; it is never changed, only replaced. */
export interface GateSnapshot {
  readAt: Date;
  company: Company;
  /** By the SHA-256 of the secret, in hexadecimal. Keys that ended lately are there, so that callers are told. */
  holders: ReadonlyMap<string, GateHolder>;
  workspaces: ReadonlyMap<string, GateWorkspace>;
  /** What could not be used, such as a credential that does not open; for the log. */
  faults: readonly string[];
}

/** Keys that ended before are unknown to gateways. */
const endedForMs = 30 * 86_400_000;

/** Reads everything by which a gateway decides, as of one instant. */
export async function loadGateSnapshot(sql: Sql, secrets: SecretBox, now: Date): Promise<GateSnapshot> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const company = await readCompany(tx);
    const keys = await loadKeys(tx, { endedSince: new Date(now.getTime() - endedForMs) });
    const [upstreams, credentials, routes, rules] = [
      await loadUpstreams(tx),
      openAll(secrets, await loadCredentials(tx)),
      await loadRoutes(tx),
      await loadRules(tx),
    ];
    const rows = await tx<{ key: string }[]>`select key from workspace order by key`;
    const workspaces = new Map<string, GateWorkspace>();
    for (const { key: workspace } of rows) {
      const tree = await loadTree(tx, workspace);
      const here = upstreams.filter((one) => one.workspace === workspace);
      const opened = here.map((one) => openedUpstream(one, credentials.of(workspace, one.id)));
      workspaces.set(workspace, {
        upstreams: new Map(opened.map((one) => [one.id, one])),
        routes: routes.filter((route) => route.workspace === workspace && route.enabled),
        rules: rules.get(workspace) ?? usualGateRules,
        tree,
        envelopeRoutes: routesOf(tree),
        facts: await readFacts(tx, workspace),
        attribution: await readAttribution(tx, workspace, company.timeZone),
      });
    }
    const holders = new Map(keys.map((kept) => [kept.hash.toString('hex'), holderOf(kept)]));
    return { readAt: now, company, holders, workspaces, faults: credentials.faults };
  }) as Promise<GateSnapshot>;
}

/** The holder of a secret, whether or not its key still works; null when nobody has it. */
export const findHolder = ({ holders }: GateSnapshot, secret: string): GateHolder | null =>
  holders.get(hashSecret(secret).toString('hex')) ?? null;

function holderOf(kept: KeptKey): GateHolder {
  const { hash: _hash, createdBy: _by, rotatedTo: _to, lastUsedAt: _used, worker, ...key } = kept;
  return { key, worker };
}

function openAll(secrets: SecretBox, kept: readonly KeptCredential[]) {
  const opened = new Map<string, Upstream['credentials'][number][]>();
  const faults: string[] = [];
  for (const credential of kept) {
    const place = `${credential.workspace}/${credential.upstreamId}`;
    try {
      const secret = secrets.open(placeOf(credential), credential);
      const known = opened.get(place);
      const one = { id: credential.id, name: credential.name, secret };
      if (known) known.push(one);
      else opened.set(place, [one]);
    } catch (error) {
      // One credential that does not open must not take the others away.
      faults.push((error as Error).message);
    }
  }
  return {
    faults,
    of: (workspace: string, upstreamId: string) => opened.get(`${workspace}/${upstreamId}`) ?? [],
  };
}
