import { setTimeout as wait } from 'node:timers/promises';
import type { LedgerCommand, LedgerRefusal } from '@exchequer/core/ledger';
import type { Outcome } from './decide.ts';
import { isPassing, isReversedMeanwhile, LedgerFailure } from './failure.ts';

type Command = LedgerCommand<unknown>;

interface Waiting {
  command: Command;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

export interface GroupOptions {
  groupSize: number;
  /** Runs commands in one transaction and commits it. */
  commit(commands: readonly Command[]): Promise<Outcome[]>;
  log(message: string, error?: unknown): void;
}

const attempts = 16;
const firstPauseMs = 10;
const longestPauseMs = 1_000;

/**
 * Commits commands in groups: while one group is being written, the next one gathers. So the cost of
 * a commit is shared by all who wait, which is what lets many spend through one envelope.
 */
export class GroupCommit {
  readonly #options: GroupOptions;
  #waiting: Waiting[] = [];
  #working: Promise<void> | null = null;

  constructor(options: GroupOptions) {
    this.#options = options;
  }

  add(command: Command): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async drain(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    // Whoever asks in the same turn of the event loop comes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#settle(this.#waiting.splice(0, this.#options.groupSize));
    }
    this.#working = null;
  }

  async #settle(group: readonly Waiting[]): Promise<void> {
    const outcomes = await this.#outcomesOf(group.map(({ command }) => command));
    group.forEach(({ resolve, reject }, at) => {
      const outcome = outcomes[at] as Outcome;
      if (outcome.kind === 'failed') reject(outcome.error);
      else resolve(outcome.kind === 'done' ? outcome.result : outcome.refusal);
    });
  }

  /** A group that the database refuses is run one by one, so that only the culprit fails. */
  async #outcomesOf(commands: readonly Command[]): Promise<Outcome[]> {
    try {
      return await this.#commit(commands);
    } catch (error) {
      if (commands.length === 1 && isReversedMeanwhile(error)) {
        return [{ kind: 'refused', refusal: reversedMeanwhile }];
      }
      if (commands.length === 1 || error instanceof LedgerFailure) {
        return commands.map(() => ({ kind: 'failed', error }));
      }
      this.#options.log('a group of commands failed and is run one by one', error);
      const outcomes: Outcome[] = [];
      for (const command of commands) outcomes.push(...(await this.#outcomesOf([command])));
      return outcomes;
    }
  }

  async #commit(commands: readonly Command[]): Promise<Outcome[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#options.commit(commands);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (attempt === attempts) throw unreachable(error);
        this.#options.log('the books are tried again', error);
        await wait(Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)));
      }
    }
  }
}

const unreachable = (cause: unknown): LedgerFailure =>
  new LedgerFailure(
    'books-unreachable',
    `the books could not be written: ${(cause as Error).message}`,
    'Check that PostgreSQL runs; the same command may be given again, it takes effect once.',
    cause,
  );

/** Another reversal of the same transaction was faster; only the unique index can tell. */
const reversedMeanwhile: LedgerRefusal = {
  refused: 'not-reversible',
  detail: 'the transaction cannot be reversed: another reversal took it back a moment ago',
  fix: 'Post an adjustment where more has to be put right.',
};
