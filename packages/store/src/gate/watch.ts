import postgres, { type Sql } from 'postgres';

/** Someone found an envelope empty while others lease from it. */
export interface Shortage {
  workspace: string;
  envelopeId: string;
  /** The gateway that asks. */
  gatewayId: string;
}

export interface WatchOptions {
  sql: Sql;
  /**
   * Reads anew. Called at the start, when something was changed, and every few seconds besides, so
   * that a notification that was lost is made good. Never twice at once.
   */
  onChange: () => Promise<void>;
  /** Leases from this envelope should give back what they do not need. */
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

const channel = 'gate';
const usualEveryMs = 5_000;
/** A listener that does not answer for so long has lost its server. */
const answerMs = 3_000;

/** Watches what gateways decide by, over a connection of its own that is made anew when it is lost. */
export function watchGate({ sql, onChange, onShortage, log, everyMs = usualEveryMs }: WatchOptions): Watch {
  const readings = oneAtATime(onChange);
  const readAnew = () =>
    readings.run().catch((error: unknown) => log('the gate could not be read anew', error));
  const heard = (payload: string) => {
    const shortage = shortageOf(payload);
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
    await own.unsafe(`listen ${channel}`);
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

function shortageOf(payload: string): Shortage | null {
  const told = JSON.parse(payload) as {
    about?: string;
    workspace?: string;
    envelope?: string;
    gateway?: string;
  };
  if (told.about !== 'shortage') return null;
  return {
    workspace: told.workspace ?? '',
    envelopeId: told.envelope ?? '',
    gatewayId: told.gateway ?? '',
  };
}

/** Tells every gateway that an envelope is short, so that those who lease from it without need give back. */
export async function tellShortage(sql: Sql, { workspace, envelopeId, gatewayId }: Shortage): Promise<void> {
  const told = { about: 'shortage', workspace, envelope: envelopeId, gateway: gatewayId };
  await sql.notify(channel, JSON.stringify(told));
}

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
