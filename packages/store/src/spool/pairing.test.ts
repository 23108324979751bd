import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSpool, type Spool } from './index.ts';
import { interruptedUsage } from './open-calls.ts';
import { admit, shipAll, usage, usageOf } from './testing.ts';

type Step =
  | { do: 'admit'; call: number }
  | { do: 'progress' | 'usage'; call: number; output: number }
  | { do: 'void'; call: number }
  | { do: 'ship'; records: number }
  | { do: 'crash' };

const call = fc.integer({ min: 0, max: 12 });
const output = fc.integer({ min: 0, max: 1_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('admit' as const), call }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('progress' as const, 'usage' as const), call, output }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('void' as const), call }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('ship' as const), records: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
);

/** A gateway that never repeats a call id, and what has to be booked of its calls in the end. */
class Model {
  readonly booked = new Map<string, number>();
  readonly running = new Map<number, { id: string; output: number }>();
  #count = 0;

  start(call: number): string | null {
    if (this.running.has(call)) return null;
    this.#count += 1;
    const id = `call ${call}-${this.#count}`;
    this.running.set(call, { id, output: 0 });
    return id;
  }

  interrupt(): string[] {
    const calls = [...this.running.values()];
    for (const { id, output } of calls) this.booked.set(id, output);
    this.running.clear();
    return calls.map(({ id }) => id).sort();
  }
}

/** One gateway home through all of its lives, with a tower that books each call under its id. */
class World {
  readonly home = mkdtempSync(join(tmpdir(), 'exchequer-pairing-'));
  readonly model = new Model();
  readonly tower = new Map<string, number>();
  readonly #spools: Spool[] = [];

  /** Folder of the newest life. */
  get folder(): string {
    return join(this.home, String(this.#spools.length));
  }

  async open(folder: string): Promise<Spool> {
    const life = `life${this.#spools.length}`;
    const limits = { syncMs: 1, segmentBytes: 900 };
    const spool = await openSpool({ folder, life, now: () => new Date(), limits });
    this.#spools.push(spool);
    return spool;
  }

  async end(): Promise<void> {
    for (const spool of this.#spools) await spool.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  take(lines: readonly Buffer[]): void {
    for (const row of usageOf(lines)) {
      const known = this.tower.get(row.source_event_id);
      // A repeat says the same: a call never comes in once as measured and once as estimated.
      if (known !== undefined) expect(row.output).toBe(known);
      this.tower.set(row.source_event_id, row.output ?? 0);
    }
  }

  async run(spool: Spool, step: Step): Promise<Spool> {
    if (step.do === 'crash') return this.crash(spool);
    if (step.do === 'ship') await this.ship(spool, step.records);
    else this.write(spool, step);
    return spool;
  }

  write(spool: Spool, step: Exclude<Step, { do: 'crash' | 'ship' }>): void {
    const { running, booked } = this.model;
    if (step.do === 'admit') {
      const id = this.model.start(step.call);
      if (id) expect(spool.append(admit(id))).toBeTypeOf('number');
      return;
    }
    const call = running.get(step.call);
    if (!call) return;
    if (step.do === 'progress') {
      spool.append({ kind: 'progress', call: call.id, output: step.output });
      call.output = step.output;
      return;
    }
    if (step.do === 'usage') {
      spool.append(usage(call.id, step.output));
      booked.set(call.id, step.output);
    } else spool.append({ kind: 'void', call: call.id });
    running.delete(step.call);
  }

  async ship(spool: Spool, records: number): Promise<void> {
    await spool.sync();
    const batch = await spool.next({ records, bytes: 2_000 });
    if (!batch) return;
    this.take(batch.lines);
    await spool.acknowledge(batch);
  }

  /** The next life finds the files as they stand; whatever the process knew is gone. */
  async crash(spool: Spool): Promise<Spool> {
    await spool.sync();
    const [from, to] = [this.folder, join(this.home, String(this.#spools.length + 1))];
    mkdirSync(to);
    for (const name of readdirSync(from)
      .filter((one) => one.endsWith('.seg'))
      .sort())
      copyIfThere(join(from, name), join(to, name));
    const interrupted = this.model.interrupt();
    const next = await this.open(to);
    expect([...next.recovery.interrupted].sort()).toEqual(interrupted);
    return next;
  }
}

/** The life that is left behind may be deleting a segment right now, as a killed one may have been. */
function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

test('whatever is written, shipped and killed, every call is booked once, as it was seen to end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
      const world = new World();
      try {
        let spool = await world.open(join(world.home, '1'));
        for (const one of steps) spool = await world.run(spool, one);
        spool = await world.crash(spool);
        for (const row of await shipAll(spool)) world.tower.set(row.source_event_id, row.output ?? 0);
        expect(new Map([...world.tower].sort())).toEqual(new Map([...world.model.booked].sort()));
        expect(spool.figures()).toMatchObject({ records: 0, openCalls: 0 });
        await spool.close();
        expect(readdirSync(world.folder)).toEqual([]);
      } finally {
        await world.end();
      }
    }),
    { numRuns: 20 },
  );
});

test('an interrupted call keeps its notes and is marked once', () => {
  const admitted = admit('a', { flags: 'one interrupted two', output: 3 }).usage;
  expect(interruptedUsage(admitted, null)).toMatchObject({
    flags: 'one two interrupted',
    output: 3,
    estimated: 1,
  });
});
