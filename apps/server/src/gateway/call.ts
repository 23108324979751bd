import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallKind, RoutePlan, Ticket, WorstCase } from '@exchequer/core/gate';
import { type CallLabels, type GateRules, invariant } from '@exchequer/model';
import type { GateHolder, GateSnapshot, GateWorkspace } from '@exchequer/store/gate';
import type { Dialect, EndpointMatch, ReadCall } from '@exchequer/vendors/gate';
import type { Forward } from './upstream/forward.ts';

const nothing = Buffer.alloc(0);

/** Who calls, and the state of the world that the call is judged by from its start to its end. */
export interface Caller {
  holder: GateHolder;
  snapshot: GateSnapshot;
  here: GateWorkspace;
}

/** What a call was understood to be. */
export interface Understood {
  dialect: Dialect;
  match: EndpointMatch;
}

/** One call on its way through the gateway. Each step adds what it found out. */
export class GateCall {
  readonly id: string;
  readonly req: IncomingMessage;
  /** Null for a copy, whose answer nobody waits for. */
  readonly res: ServerResponse | null;
  readonly startedAt: Date;
  readonly startedMs: number;
  /** Time spent waiting for the client's own bytes. */
  waitedMs = 0;

  understood: Understood | null = null;
  caller: Caller | null = null;
  body: Buffer = nothing;
  /** What is to be given back of the memory for bodies. */
  bodyTaken = 0;
  read: ReadCall | null = null;
  kind: CallKind | null = null;
  labels: CallLabels | null = null;
  plan: RoutePlan | null = null;
  /** Tokens that the key's limit was charged with in advance. */
  expectedTokens = 0;

  /** The envelope that pays; null where none does. */
  leaf: string | null = null;
  worst: WorstCase | null = null;
  ticket: Ticket | null = null;
  /** Output tokens that the hold covers; less than the worst case for learned holds alone. */
  coveredOutput = 0;
  /** Lower limit of output that was set to make the call fit. */
  cappedOutput: number | null = null;
  /** Notes of the gateway for the event. */
  readonly flags: string[] = [];
  /** True from when the spool knows of the call until it has ended. */
  admitted = false;
  forward: Forward | null = null;
  /** Output that the spool was last told of. */
  toldOutput = 0;
  gone = false;
  over = false;
  /** Where it stands among the {@link RunningCalls}; -1 while it is none of them. */
  place = -1;

  constructor(
    id: string,
    wire: { req: IncomingMessage; res: ServerResponse | null },
    at: { startedAt: Date; startedMs: number },
  ) {
    this.id = id;
    this.req = wire.req;
    this.res = wire.res;
    this.startedAt = at.startedAt;
    this.startedMs = at.startedMs;
  }

  get wire(): Understood {
    invariant(this.understood, 'a call is understood before it is read');
    return this.understood;
  }

  get by(): Caller {
    invariant(this.caller, 'a call has a caller before it is read');
    return this.caller;
  }

  get asked(): ReadCall {
    invariant(this.read, 'a call is read before it is decided on');
    return this.read;
  }

  get claims(): CallLabels {
    invariant(this.labels, 'a call has its labels before it is decided on');
    return this.labels;
  }

  get workspace(): string {
    return this.by.holder.key.workspace;
  }

  get rules(): GateRules {
    return this.by.here.rules;
  }
}
