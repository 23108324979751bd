import { setTimeout as wait } from 'node:timers/promises';
import { call, callKinds } from './calls.ts';
import type { seeded } from './chance.ts';
import type { Stand } from './stand.ts';

export type Chance = ReturnType<typeof seeded>;

/** A call as its client saw it. */
export interface Asked {
  /** Label of the call, by which every witness knows it. */
  tag: string;
  /** What the gateways did with calls whose clients left. */
  policy: ClientGone;
  /** 0 when the connection was lost, or the client left. */
  status: number;
  left: boolean;
  /** How it was asked, and what its provider was told to do wrong. */
  kind: string;
  fault: string;
}

export type ClientGone = 'abort' | 'drain';

const faults = [
  ...Array.from({ length: 11 }, () => ''),
  ...['429', '500', 'reset', 'half', 'no-usage', 'broken-sse', 'error-event', 'lying-length', 'hang'],
];
/** Said where nothing is to go wrong, so that prompts tell nothing of what will. */
const moods = ['500', 'quiet', 'as-usual', 'in-order-x'];
/** Milliseconds that a model takes for a token: every model has a pace of its own. */
const pace: Readonly<Record<string, number>> = {
  chat: 4,
  responses: 4,
  messages: 6,
  generate: 5,
  converse: 7,
};
const mostOutput = 200;

/** Clients that ask one call after another, in every API, until they are told to end. */
export class Callers {
  readonly asked: Asked[] = [];
  readonly #stand: Stand;
  readonly #chance: Chance;
  #policy: ClientGone = 'abort';
  #running: Promise<void>[] = [];
  #over = true;

  constructor(stand: Stand, chance: Chance) {
    this.#stand = stand;
    this.#chance = chance;
  }

  begin(count: number, policy: ClientGone): void {
    this.#over = false;
    this.#policy = policy;
    this.#running = Array.from({ length: count }, () => this.#life());
  }

  /** Resolves when every call that runs has ended. */
  async end(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#running);
  }

  async #life(): Promise<void> {
    while (!this.#over) {
      const asked = await this.#ask();
      // A gateway that is away, or a budget that cannot be asked for, is no reason to storm it.
      if (asked.status === 0 || asked.status >= 500) await wait(50);
    }
  }

  async #ask(): Promise<Asked> {
    const chance = this.#chance;
    const kind = chance.of(callKinds);
    const fault = chance.of(faults);
    const tag = `c${this.asked.length}`;
    const left = fault === 'hang' || chance.below(12) === 0;
    const asked: Asked = { tag, policy: this.#policy, status: 0, left, kind: kind.name, fault };
    this.asked.push(asked);
    const ms = pace[kind.name.split(' ')[0] ?? ''] ?? 5;
    const words = [
      `tag=${tag} output-tokens=${10 + chance.below(150)} delay-ms=${chance.below(80)}`,
      `chunk-ms=${ms} token-ms=${ms}${fault ? ` fault=${fault}` : ` mood=${chance.of(moods)}`}`,
    ].join(' ');
    const told = 'The books of the house are to be kept in order. '.repeat(chance.below(8));
    const prompt = `[fake ${words}] ${told}What do the books say?`;
    const headers = { 'x-exchequer-session': tag, 'x-exchequer-workflow': tag };
    const leaves = left ? { leaveAfterMs: 20 + chance.below(900) } : {};
    const wish = { prompt, maxOutput: mostOutput, headers, ...leaves };
    const { status } = await call(chance.of(this.#stand.urls), this.#stand.key, kind, wish);
    asked.status = status;
    return asked;
  }
}
