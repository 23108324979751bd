import postgres, { type Sql } from 'postgres';
import { gateChannel, type Shortage, shortageIn } from './shortage.ts';

export interface WatchOptions {
  sql: Sql;
  /**
   * Reads anew. Called at the start, when something was changed, and every few seconds besides, so
   * that a notification that was lost is made good. Never twice at once.
   */
  onChange: () => Promise<void>;
  /** Leases of an envelope should give back what they do not need; told to the one who asks too. */
  onShortage?: (shortage: Shortage) => void;
  log: (message: string, error?: unknown) => void;
  /** Between two readings without a notification. */
  everyMs?: number;
}

export interface Watch {
  /** Resolves after the first reading; rejects where it fails. */
  ready: Promise<void>;
  close(): Promise<void>;
}

const usualEveryMs = 5_000;
/** A listener that does not answer for so long has lost its server. */
const answerMs = 3_000;

/** Watches what gateways decide by, over a connection of its own that is made anew when it is lost. */
export function watchGate({ sql, onChange, onShortage, log, everyMs = usualEveryMs }: WatchOptions): Watch {
  const readings = oneAtATime(onChange);
  const readAnew = () =>
    readings.run().catch((error: unknown) => log('the gate could not be read anew', error));
  const heard = (payload: string) => {
    const shortage = shortageIn(payload);
    if (shortage) onShortage?.(shortage);
    else void readAnew();
  };
  let listener: Listener | null = null;
  let closed = false;
  const listen = async () => {
    try {
      if (listener && (await listener.answers())) return;
      await listener?.end();
      listener = closed ? null : await openListener(sql, heard);
    } catch (error) {
      listener = null;
      log('changes of the gate are not heard at once: listening failed and is tried again', error);
    }
  };
  let round: Promise<unknown> = Promise.resolve();
  const tick = setInterval(() => {
    round = round.then(listen).then(() => (closed ? undefined : readAnew()));
  }, everyMs);
  // Listening first: what changes during the first reading is heard, and read once more.
  const ready = listen().then(() => readings.run());
  round = ready.catch(() => {});
  return {
    ready,
    close: async () => {
      closed = true;
      clearInterval(tick);
      await round.catch(() => {});
      await listener?.end();
      await readings.idle();
    },
  };
}

interface Listener {
  answers(): Promise<boolean>;
  end(): Promise<void>;
}

async function openListener(sql: Sql, heard: (payload: string) => void): Promise<Listener> {
  // The driver's own `listen` forgets a channel for good when the server is away at the wrong moment.
  const options = { ...sql.options, max: 1, idle_timeout: null, max_lifetime: null, fetch_types: false };
  const own = postgres({
    ...options,
    onnotify: (_channel: string, payload: string) => heard(payload),
  } as unknown as postgres.Options<Record<string, never>>);
  let server = 0;
  const pid = async () => (await own<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0;
  const end = () => own.end({ timeout: 1 }).catch(() => {});
  try {
    await own.unsafe(`listen ${gateChannel}`);
    server = await pid();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    // Another server process behind the same client is one that was never asked to listen.
    answers: async () => (await Promise.race([pid().catch(() => 0), after(answerMs)])) === server,
    end,
  };
}

const after = (ms: number): Promise<number> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(0), ms).unref();
  });

/** Runs work alone; what is asked for meanwhile is one more run after it. */
function oneAtATime(work: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    const run = work().finally(() => {
      if (running === run) running = null;
    });
    running = run;
    return run;
  };
  return {
    run: (): Promise<void> => {
      if (!running) return start();
      next ??= running
        .catch(() => {})
        .then(() => {
          next = null;
          return start();
        });
      return next;
    },
    idle: async () => {
      while (running || next) await (next ?? running)?.catch(() => {});
    },
  };
}
