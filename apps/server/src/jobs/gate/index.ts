/** Ends leases of gateways: of those that are done, and of those that have fallen silent. */
import type { Charges } from '@exchequer/store/charge';
import type { LeaseRounds } from '@exchequer/store/gate';
import { startRounds } from '../rounds/index.ts';

export interface GateJobOptions {
  rounds: Pick<LeaseRounds, 'silentGateways' | 'releaseInDoubt' | 'releaseClosing'>;
  charges: Pick<Charges, 'waitingLeases'>;
  now: () => Date;
  /** Forgets figures and gateways that are long past. */
  forget: () => Promise<unknown>;
  log: (message: string, error?: unknown) => void;
}

const everyMs = 5_000;
/** Rounds further apart than this were held up: the database was away, or this machine slept. */
const heldUpMs = 60_000;
const forgetEveryMs = 3_600_000;

/** Starts the rounds of the gate. */
export function startGateJob({ rounds, charges, now, forget, log }: GateJobOptions) {
  let heardSince: number | null = null;
  let lastHeard = 0;
  /** For how long rounds have come one after the other, so that gateways could be heard. */
  const heardMs = () => {
    const at = now().getTime();
    if (heardSince === null || at - lastHeard > heldUpMs) heardSince = at;
    lastHeard = at;
    return at - heardSince;
  };
  const watchSilence = async () => {
    // First what was in doubt before: a lease is seen to be in doubt for one round at least.
    const released = await rounds.releaseInDoubt();
    if (released > 0) log(`${released} leases of silent gateways were given back`);
    const leasesOf = new Map<string, number>();
    for (const { gatewayId } of await rounds.silentGateways(heardMs())) {
      leasesOf.set(gatewayId, (leasesOf.get(gatewayId) ?? 0) + 1);
    }
    for (const [gateway, leases] of leasesOf) {
      log(`the gateway ${gateway} is silent; its leases (${leases}) are in doubt`);
    }
  };
  const work = async () => {
    await watchSilence().catch((error: unknown) => {
      heardSince = null;
      throw error;
    });
    await rounds.releaseClosing(charges.waitingLeases);
  };
  const ending = startRounds({ everyMs, work, failing: 'leases could not be looked after', log });
  const forgetting = startRounds({
    everyMs: forgetEveryMs,
    work: async () => {
      await forget();
    },
    failing: 'old figures of the gate could not be forgotten',
    log,
  });
  return {
    run: ending.run,
    close: async () => {
      await Promise.all([ending.close(), forgetting.close()]);
    },
  };
}
