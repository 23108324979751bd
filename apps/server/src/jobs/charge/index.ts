/** Keeps the books behind the journal, and writes off credit that has expired. */
import type { Charges } from '@exchequer/store/charge';

export interface ChargeJobOptions {
  charges: Pick<Charges, 'catchUp' | 'expireDue'>;
  log: (message: string, error?: unknown) => void;
}

/** The poster at work. */
export interface ChargeJob {
  /** Told that something was booked; posts it soon. */
  nudge(): void;
  /** Posts no more once what runs has ended. */
  close(): Promise<void>;
}

/** After a nudge, so that a burst of small batches is posted together. */
const restMs = 300;
/** A nudge can be lost with the process; and failed batches come up again. */
const everyMs = 5_000;
const expiryEveryMs = 3_600_000;
const poster = { id: 'tower', name: 'the tower' };

/** Starts posting: at once what is there, then after every nudge and every few seconds. */
export function startChargeJob({ charges, log }: ChargeJobOptions): ChargeJob {
  let closed = false;
  let soon: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();

  const run = (what: string, work: () => Promise<unknown>) => {
    if (closed) return;
    running = running.then(work).catch((error: unknown) => log(what, error));
  };
  const post = () =>
    run('usage could not be posted', async () => {
      const { failed } = await charges.catchUp();
      if (failed > 0) log(`${failed} batches of usage could not be posted; the ledger page says why`);
    });
  const expire = () => run('expired credits could not be written off', () => charges.expireDue(poster));
  const nudge = () => {
    if (closed || soon) return;
    soon = setTimeout(() => {
      soon = null;
      post();
    }, restMs);
  };
  const ticks = [setInterval(nudge, everyMs).unref(), setInterval(expire, expiryEveryMs).unref()];
  nudge();
  expire();
  return {
    nudge,
    close: async () => {
      closed = true;
      if (soon) clearTimeout(soon);
      for (const tick of ticks) clearInterval(tick);
      await running;
    },
  };
}
