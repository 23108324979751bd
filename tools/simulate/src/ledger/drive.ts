/**
 * A driving process: what a server that uses the ledger is to the books. It asks in parallel, asks
 * again under the same key when the world fails, and may be killed at any moment.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isRefusal, type LedgerCommand, reverseTransaction } from '@exchequer/core/ledger';
import {
  closeThrough,
  createLedger,
  createLedgerReads,
  type Ledger,
  type LedgerReads,
  transactionsOf,
} from '@exchequer/store/ledger';
import { connectPostgres } from '@exchequer/store/postgres';
import { commandOf } from './command.ts';
import type { Sql } from './machine.ts';
import type { Answer, Attempt, Deed, Operation } from './operation.ts';
import { monotonicMs, type Order, type Report, type Retries, type Task } from './protocol.ts';

const flushMs = 10;
const maxTries = 400;

export function drive(): void {
  const send = (report: Report) => process.send?.(report);
  let driver: Driver | null = null;
  process.on('message', (order: Order) => {
    if (order.say === 'start') {
      driver = new Driver(order, send);
      send({ say: 'ready' });
    } else driver?.work(order.now, order.tasks);
  });
  process.on('disconnect', () => process.exit(0));
}

interface Decision {
  at: number | null;
}

class Driver {
  readonly #workspace: string;
  readonly #sql: Sql;
  readonly #ledger: Ledger;
  readonly #reads: LedgerReads;
  readonly #send: (report: Report) => void;
  #now: Date;
  #free: number;
  #queue: Task[] = [];
  #next = 0;
  #done: { index: number; attempt: Omit<Attempt, 'operation'> }[] = [];
  #retries: Retries = {};
  #flushing = false;

  constructor(start: Order & { say: 'start' }, send: (report: Report) => void) {
    this.#workspace = start.workspace;
    this.#now = start.now;
    this.#free = start.inFlight;
    this.#send = send;
    this.#sql = connectPostgres(start.url, { max: 4 });
    this.#reads = createLedgerReads(this.#sql);
    this.#ledger = createLedger({ sql: this.#sql, now: () => this.#now });
  }

  work(now: Date, tasks: readonly Task[]): void {
    this.#now = now;
    this.#queue = [...this.#queue.slice(this.#next), ...tasks];
    this.#next = 0;
    this.#fill();
  }

  #fill(): void {
    while (this.#free > 0 && this.#next < this.#queue.length) {
      const task = this.#queue[this.#next] as Task;
      this.#next += 1;
      this.#free -= 1;
      void this.#perform(task).finally(() => {
        this.#free += 1;
        this.#fill();
      });
    }
  }

  async #perform({ operation, sentAt }: Task): Promise<void> {
    const startedAt = sentAt ?? monotonicMs();
    const decision: Decision = { at: null };
    // An error that is no failure of the world is an answer that nothing makes right.
    const answer = await this.#ask(operation, decision).catch((error) => ({ refused: `error: ${error}` }));
    const attempt = { startedAt, endedAt: monotonicMs(), decidedAt: decision.at, answer };
    this.#done.push({ index: operation.index, attempt });
    this.#flushSoon();
  }

  /** Asks until there is an answer; only failures of the world are worth asking again. */
  async #ask(operation: Operation, decision: Decision): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        const { deed } = operation;
        if (deed.kind === 'close') return await this.#close(deed);
        const command = await this.#commandFor(operation, deed);
        if (!command) return { refused: 'nothing-to-reverse' };
        const answer = await this.#ledger.run(this.#watched(operation, command, decision));
        if (answer !== null && typeof answer === 'object' && isRefusal(answer))
          return { refused: answer.refused, ...(answer.facts && { facts: answer.facts }) };
        return { result: answer };
      } catch (error) {
        const reason = worldFailure(error);
        if (reason === null || tries === maxTries) throw error;
        this.#retries[reason] = (this.#retries[reason] ?? 0) + 1;
        await wait(Math.min(5 * tries, 100));
      }
    }
  }

  /** The command of an operation; null where it wants to take back what is not there. */
  async #commandFor(
    { key, day }: Operation,
    deed: Exclude<Deed, { kind: 'close' }>,
  ): Promise<LedgerCommand<unknown> | null> {
    const workspace = this.#workspace;
    if (deed.kind !== 'reverse') return commandOf({ workspace, key, day }, deed);
    const [id] = (await transactionsOf(this.#sql, workspace, deed.of)) ?? [];
    const transaction = id === undefined ? null : await this.#reads.transaction(workspace, id);
    return transaction?.book === 'financial'
      ? reverseTransaction({ workspace, key, transaction, day, memo: 'Taken back' })
      : null;
  }

  async #close({ book, through }: Deed & { kind: 'close' }): Promise<Answer> {
    const close = { workspace: this.#workspace, book, through, now: this.#now };
    const refusal = await this.#sql.begin((tx) => closeThrough(tx, close));
    return refusal ? { refused: refusal.refused } : { result: null };
  }

  /**
   * The command, with a note of when it was last decided over. A decision that posts nothing leaves no
   * trace of its place in time, so it is told at once: this process may be killed before it can answer.
   */
  #watched(
    { index }: Operation,
    command: LedgerCommand<unknown>,
    decision: Decision,
  ): LedgerCommand<unknown> {
    return {
      ...command,
      decide: (facts) => {
        const decided = command.decide(facts);
        decision.at = monotonicMs();
        if (!isRefusal(decided) && decided.entries.length === 0)
          this.#send({ say: 'silent', index, decidedAt: decision.at });
        return decided;
      },
    };
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setTimeout(() => {
      this.#flushing = false;
      const done = this.#done.splice(0);
      this.#send({
        say: 'answers',
        attempts: done.map(({ attempt }) => attempt),
        indices: done.map(({ index }) => index),
        retries: this.#retries,
      });
      this.#retries = {};
    }, flushMs);
  }
}

const network = /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT)/;
/** Classes 08 connection, 57P administrator or crash, 58 system, XX recovery; 40 a serialisation or deadlock. */
const fromServer = /^(08|57P|58|40|53300)/;

/** Why the world failed, or null when it is a fault of the program. The cause counts as well. */
function worldFailure(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && (network.test(code) || fromServer.test(code))) return code;
  }
  return null;
}
