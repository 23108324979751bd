import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { GateFault, Upstream, UpstreamCredential, UsageReading } from '@exchequer/model';
import type { CallChange, Dialect, ReadCall, WireHeaders } from '@exchequer/vendors/gate';
import type { AttemptFailure } from './ending.ts';
import type { UpstreamPools } from './pools.ts';

/** One way to send a call. */
export interface Way {
  upstream: Upstream;
  credential: UpstreamCredential;
  change: CallChange;
  /** Pause before it is tried. */
  delayMs: number;
}

/** How the answer of a call ended. */
export type Ending =
  /** The provider ended it in order. */
  | 'complete'
  /** The provider broke it off. */
  | 'broken'
  /** The client left before its end. */
  | 'gone';

/** An answer as far as it came. */
export interface Answer {
  status: number;
  upstream: Upstream;
  reading: UsageReading;
  ending: Ending;
  headers: WireHeaders;
  /** Bytes of the answer: those that came, or those that were announced where they are more. */
  bytes: number;
  /** Milliseconds from sending the call to the first byte of its answer, and to its last. */
  firstByteMs: number;
  lastByteMs: number;
}

/** What a call decides and hears while it is forwarded. */
export interface ForwardHost {
  /** The next way to try after a failure; null when it stands. Asked first with null. */
  nextWay(failed: AttemptFailure | null): Way | null;
  /** How an attempt went, for the breaker and the figures. Status 0 for none. */
  attempted(upstream: Upstream, failure: AttemptFailure | null): void;
  /** The head of the answer that is passed on has come; adds to its headers. */
  answering(headers: Record<string, string | string[]>): void;
  /** Called once when an answer is over; what it returns is added to headers that are not sent yet. */
  answered(answer: Answer): Record<string, string> | null;
  /** Called once instead, when nothing was answered. */
  failed(fault: GateFault | null, ending: 'unanswered' | 'gone', sent: boolean): void;
  /** Called after `answered` where an answer broke off before any of it was sent. */
  broken(fault: GateFault): void;
  /** The whole answer, when it was held together; for caches. */
  whole?(answer: Answer, body: Buffer): void;
}

/** A call as it goes upstream. */
export interface Forwarded {
  dialect: Dialect;
  read: ReadCall;
  method: string;
  headers: WireHeaders;
  body: Buffer;
  /** The request's body where it is passed on as it comes, with the length that was declared. */
  upload: { body: Readable; length: string | null } | null;
  /** Null for copies, whose answer nobody waits for. */
  res: ServerResponse | null;
  /** Reads the answer to its end though the client left. */
  drain: boolean;
}

/** The time and the chance that forwarding depends on. */
export interface ForwardClock {
  nowMs(): number;
  now(): Date;
}

/** What one attempt needs of the call that it is made for. */
export interface Forwarding {
  readonly call: Forwarded;
  readonly host: ForwardHost;
  readonly pools: UpstreamPools;
  readonly clock: ForwardClock;
  /** Another attempt, or false when the failure stands. */
  retry(failure: AttemptFailure): boolean;
  failWith(failure: Exclude<AttemptFailure, { kind: 'status' }>, upstream: Upstream): void;
  fail(fault: GateFault | null, ending: 'unanswered' | 'gone'): void;
  finish(answer: Answer): Record<string, string> | null;
}
