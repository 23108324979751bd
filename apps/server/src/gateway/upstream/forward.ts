import type { GateFault, Upstream, UsageReading } from '@exchequer/model';
import { Attempt } from './attempt.ts';
import { type AttemptFailure, faultOf } from './ending.ts';
import type { Answer, ForwardClock, Forwarded, ForwardHost, Forwarding, Way } from './forwarded.ts';
import type { UpstreamPools } from './pools.ts';

/** Sends one call upstream, attempt after attempt until one answers, and its answer to the client. */
export class Forward implements Forwarding {
  readonly call: Forwarded;
  readonly host: ForwardHost;
  readonly pools: UpstreamPools;
  readonly clock: ForwardClock;
  #attempt: Attempt | null = null;
  #pause: NodeJS.Timeout | null = null;
  #sent = false;
  #over = false;
  gone = false;

  constructor(call: Forwarded, host: ForwardHost, pools: UpstreamPools, clock: ForwardClock) {
    this.call = call;
    this.host = host;
    this.pools = pools;
    this.clock = clock;
  }

  /** @returns false when there is no way at all; then nothing was called. */
  start(): boolean {
    const way = this.host.nextWay(null);
    if (way) this.#try(way);
    return way !== null;
  }

  /** What is known of the usage while the answer runs; null before it began. */
  reading(): UsageReading | null {
    return this.#attempt?.reading() ?? null;
  }

  /** The client left: ends the call upstream, or lets it be read to its end. */
  clientGone(): void {
    if (this.gone || this.#over) return;
    this.gone = true;
    if (this.#pause === null) this.#attempt?.clientGone(this.call.drain);
    else {
      clearTimeout(this.#pause);
      this.fail(null, 'gone');
    }
  }

  /** Ends the call upstream at once, as when the gateway stops. */
  abort(): void {
    this.#attempt?.clientGone(false);
  }

  /** Another attempt, or false when the failure stands. */
  retry(failure: AttemptFailure): boolean {
    if (this.gone || this.call.upload) return false;
    const way = this.host.nextWay(failure);
    if (!way) return false;
    if (way.delayMs <= 0) this.#try(way);
    else this.#later(way);
    return true;
  }

  failWith(failure: Exclude<AttemptFailure, { kind: 'status' }>, upstream: Upstream): void {
    this.fail(faultOf(failure, upstream.name), 'unanswered');
  }

  fail(fault: GateFault | null, ending: 'unanswered' | 'gone'): void {
    if (this.#over) return;
    this.#over = true;
    this.host.failed(fault, ending, this.#sent);
  }

  finish(answer: Answer): Record<string, string> | null {
    if (this.#over) return null;
    this.#over = true;
    return this.host.answered(answer);
  }

  /** Who failed works on it no more, and nobody else does until the pause is over. */
  #later(way: Way): void {
    this.#sent = false;
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#try(way);
    }, way.delayMs);
  }

  #try(way: Way): void {
    this.#attempt = new Attempt(this, way);
    this.#sent = true;
    this.#attempt.dispatch();
  }
}
