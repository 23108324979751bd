/** The simulated company of the workspace `sample`: loading and removing it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { companyName, companyOf } from '@exchequer/company';
import { localDate } from '@exchequer/core/metric';
import type { SampleSize, SampleStatus } from '@exchequer/model/contract';
import type { AuditActor } from '@exchequer/store/access';
import type { SampleLoad, SampleLoads } from '@exchequer/store/sample';
import { loadCompany } from './load.ts';
import type { SampleParts } from './parts.ts';
import { withdrawPrices } from './terms.ts';

export interface SampleOptions extends Omit<SampleParts, 'scratch' | 'actor'> {
  /** Folder of the install; files on their way lie in its `tmp`. */
  home: string;
  timeZone: () => string;
  loads: SampleLoads<SampleSize, SampleProgress>;
  /** Takes everything of the workspace `sample` out. */
  empty: () => Promise<void>;
  log: (message: string, error?: unknown) => void;
}

/** How far a load is. */
export interface SampleProgress {
  step: string;
  progress: number;
  seconds_left: number | null;
  events: string;
  error: string | null;
}

/** The simulated company as the API shows and changes it. */
export interface Sample {
  status(): Promise<SampleStatus>;
  /** Starts loading; null where one is being loaded or removed already. */
  load(size: SampleSize, by: AuditActor): Promise<SampleStatus | null>;
  /** Removes it; null where one is being loaded. */
  remove(): Promise<SampleStatus | null>;
  /** Resolves when nothing is being loaded any more. */
  idle(): Promise<void>;
  /** Gives up what is being loaded; it reads as failed. */
  close(): Promise<void>;
}

type Load = SampleLoad<SampleSize, SampleProgress>;

const beginning: SampleProgress = {
  step: 'people',
  progress: 0,
  seconds_left: null,
  events: '0',
  error: null,
};

/** Opens the simulated company. */
export function createSample(options: SampleOptions): Sample {
  const { loads, now, empty, log } = options;
  const scratch = join(options.home, 'tmp', 'sample');
  rmSync(scratch, { recursive: true, force: true });
  let running: { id: string; size: SampleSize; now: SampleProgress; done: Promise<void> } | null = null;
  let removing = false;
  let closed = false;

  const status = async (): Promise<SampleStatus> => {
    const last = await loads.last();
    if (!last) return nothing;
    if (running?.id === last.id) return statusOf({ ...last, progress: running.now });
    if (last.state !== 'loading') return statusOf(last);
    const progress = { ...last.progress, error: 'the server stopped while it was being loaded' };
    return statusOf({ ...last, state: 'failed', progress });
  };
  const load = async (size: SampleSize, by: AuditActor) => {
    if (running || removing || closed) return null;
    const current = { id: '', size, now: beginning, done: Promise.resolve() };
    running = current;
    current.id = await loads.begin(size, beginning, now()).catch((error: unknown) => {
      running = null;
      throw error;
    });
    current.done = fill(options, scratch, size, by, (next) => {
      if (closed) throw new Error('the server stopped while it was being loaded');
      current.now = next;
    })
      .then((done) => loads.finish(current.id, 'ready', done, now()))
      .catch(async (error: unknown) => {
        log('the simulated company could not be loaded', error);
        const said = error instanceof Error ? error.message : String(error);
        await loads.finish(current.id, 'failed', { ...current.now, error: said }, now());
      })
      .catch((error: unknown) => log('the end of loading the simulated company was not kept', error))
      .finally(() => {
        rmSync(scratch, { recursive: true, force: true });
        running = null;
      });
    return status();
  };
  const remove = async () => {
    if (running || removing) return null;
    removing = true;
    try {
      await empty();
      await withdrawPrices(options);
      const last = await loads.last();
      if (last) await loads.finish(last.id, 'removed', beginning, now());
    } finally {
      removing = false;
    }
    return status();
  };
  const idle = async () => running?.done;
  const close = async () => {
    closed = true;
    await idle();
  };
  return { status, load, remove, idle, close };
}

/** Empties the workspace and loads the company; gives what is told of it in the end. */
async function fill(
  options: SampleOptions,
  scratch: string,
  size: SampleSize,
  actor: AuditActor,
  told: (progress: SampleProgress) => void,
): Promise<SampleProgress> {
  const began = options.now().getTime();
  told({ ...beginning, step: 'clearing' });
  await options.empty();
  const company = companyOf({
    seed: size.seed,
    people: size.people,
    agentsPerPerson: size.agents_per_person,
    days: size.days,
    from: firstDay(options, size.days),
    eventsTarget: size.events,
  });
  const events = await loadCompany({ ...options, scratch, actor }, company, (step, progress) => {
    const spent = (options.now().getTime() - began) / 1_000;
    const left = progress > 0.02 ? Math.ceil((spent / progress) * (1 - progress)) : null;
    told({ ...beginning, step, progress, seconds_left: left });
  });
  return { step: 'ready', progress: 1, seconds_left: 0, events: String(events), error: null };
}

const dayMs = 86_400_000;

/** The span ends with yesterday, so that the last thirty days of every page are full. */
function firstDay({ now, timeZone }: SampleOptions, days: number): string {
  const today = Date.parse(`${localDate(now().getTime(), timeZone())}T00:00:00Z`);
  return new Date(today - days * dayMs).toISOString().slice(0, 10);
}

const nothing: SampleStatus = {
  ...{ state: 'none', name: companyName, size: null, progress: 0, seconds_left: null, step: '' },
  ...{ events: '0', loaded_at: null, error: null },
};

function statusOf({ state, size, progress, finishedAt }: Load): SampleStatus {
  if (state === 'removed') return nothing;
  return {
    ...{ state, name: companyName, size, ...progress },
    loaded_at: state === 'ready' ? (finishedAt?.toISOString() ?? null) : null,
  };
}
