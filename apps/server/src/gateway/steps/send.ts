import { gateFault, type NextAttempt, nextAttempt, type PlannedTarget } from '@exchequer/core/gate';
import { type GateFault, invariant, type Upstream, type UpstreamCredential } from '@exchequer/model';
import type { CallChange } from '@exchequer/vendors/gate';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import { type AttemptFailure, refusesCredential } from '../upstream/ending.ts';
import { Forward } from '../upstream/forward.ts';
import type { Answer, Forwarded, ForwardHost, Way } from '../upstream/forwarded.ts';
import { keepAnswer } from './cached.ts';
import { finish } from './finish.ts';
import { refuse } from './refuse.ts';
import { costHeaders, settle, voidCall } from './settle.ts';
import { traceCall } from './traced.ts';

/** Sends a call upstream and sees it to its end. */
export function send(gate: Gate, call: GateCall, upload: Forwarded['upload'] = null): void {
  const sending = new Sending(gate, call);
  const { understood, req, res } = call;
  invariant(understood, 'a call is understood before it is sent');
  call.forward = new Forward(
    {
      dialect: understood.dialect,
      read: call.asked,
      method: req.method ?? 'POST',
      headers: req.headers,
      body: call.body,
      upload,
      res,
      drain: call.rules.clientGone === 'drain',
    },
    sending,
    gate.pools,
    gate.clock,
  );
  if (call.forward.start()) return;
  voidCall(gate, call);
  refuse(gate, call, nobodyUsable(call));
}

/** What a client hears when the circuits of every upstream are open. */
const nobodyUsable = (call: GateCall): GateFault =>
  gateFault('upstream-unreachable', { upstream: call.plan?.targets[0]?.upstream.name ?? '' });

const noCredential: UpstreamCredential = { id: '', name: '', secret: '' };

/** One call's decisions while it is forwarded. */
class Sending implements ForwardHost {
  readonly #gate: Gate;
  readonly #call: GateCall;
  #made = 0;
  #last = -1;
  #target: PlannedTarget | null = null;
  #credential = noCredential;
  #sentMs = 0;
  #triedMs = 0;

  constructor(gate: Gate, call: GateCall) {
    this.#gate = gate;
    this.#call = call;
  }

  nextWay(failed: AttemptFailure | null): Way | null {
    const next = this.#next(failed);
    if (!next) return null;
    const { upstream, model } = next.target;
    const epochMs = this.#gate.clock.epochMs();
    this.#breaker(upstream).allow(epochMs);
    const place = `${this.#call.workspace}/${upstream.id}`;
    this.#credential = this.#gate.credentials.next(place, upstream.credentials, epochMs) ?? noCredential;
    this.#made += 1;
    this.#last = next.at;
    this.#target = next.target;
    this.#triedMs = this.#gate.clock.nowMs();
    if (this.#sentMs === 0) this.#sentMs = this.#triedMs;
    return { upstream, credential: this.#credential, change: this.#changeTo(model), delayMs: next.delayMs };
  }

  attempted(upstream: Upstream, failure: AttemptFailure | null): void {
    const { clock, credentials } = this.#gate;
    const epochMs = clock.epochMs();
    const breaker = this.#breaker(upstream);
    if (failure?.kind === 'status') {
      credentials.answered(this.#credential.id, failure.status, failure.retryAfterMs, epochMs);
      if (refusesCredential(failure.status)) this.#refused(upstream, failure.status);
    }
    // A provider that limits its callers is well; its other callers must not be turned away for it.
    if (failure === null || (failure.kind === 'status' && failure.status < 500)) breaker.succeeded(epochMs);
    else breaker.failed(epochMs);
  }

  answering(headers: Record<string, string | string[]>): void {
    headers['x-exchequer-request-id'] = this.#call.id;
  }

  answered(answer: Answer): Record<string, string> | null {
    const call = this.#call;
    const target = this.#target;
    invariant(target, 'what was answered was sent');
    const { upstream, status, reading, ending, bytes } = answer;
    const { model } = target;
    const ms = msOf(answer, call.asked.stream);
    const settled = settle(this.#gate, call, { upstream, model, status, reading, ending, bytes, ms });
    const failed = answer.ending === 'broken' || answer.status >= 400;
    this.#finish(answer.status, answer.firstByteMs, failed ? whyFailed(answer) : null);
    if (this.#gate.spans) traceCall(this.#gate, call, { ...answer, model: target.model, failed });
    return costHeaders(this.#gate, call, settled);
  }

  broken(fault: GateFault): void {
    refuse(this.#gate, this.#call, fault);
  }

  failed(fault: GateFault | null, ending: 'unanswered' | 'gone', sent: boolean): void {
    const call = this.#call;
    const target = this.#target;
    if (ending === 'gone' && target) this.#breaker(target.upstream).abandoned();
    // Who was sent a call and did not say how it ended may have worked on it, and be paid for it.
    const silent = ending === 'gone' || fault?.kind === 'upstream-timeout';
    if (target && sent && silent) {
      settle(this.#gate, call, {
        ...{ upstream: target.upstream, model: target.model, status: 200, reading: null, bytes: 0 },
        ending: ending === 'gone' ? 'gone' : 'broken',
        // Who did not answer in time is not known to have put out anything.
        ms: ending === 'gone' ? this.#gate.clock.nowMs() - this.#triedMs : 0,
      });
    } else voidCall(this.#gate, call);
    if (fault && call.res) refuse(this.#gate, call, fault);
    this.#finish(fault?.status ?? 0, null, fault?.message ?? null);
  }

  whole(answer: Answer, body: Buffer): void {
    keepAnswer(this.#gate, this.#call, answer, body);
  }

  #next(failed: AttemptFailure | null): NextAttempt | null {
    const { plan } = this.#call;
    if (!plan) return null;
    const epochMs = this.#gate.clock.epochMs();
    if (failed?.kind === 'status' && refusesCredential(failed.status)) return this.#otherCredential(epochMs);
    return nextAttempt(
      plan,
      { made: this.#made, last: this.#last, failed },
      ({ upstream }) => this.#breaker(upstream).usable(epochMs),
      this.#gate.random(),
    );
  }

  /** The same target once more, where another of its credentials is not resting: each is tried once. */
  #otherCredential(epochMs: number): NextAttempt | null {
    const target = this.#target;
    const { credentials } = this.#gate;
    const isThere = target?.upstream.credentials.some(({ id }) => !credentials.rests(id, epochMs));
    return target && isThere ? { at: this.#last, target, delayMs: 0 } : null;
  }

  #refused({ id, name }: Upstream, status: number): void {
    const credential = this.#credential.name || 'without a name';
    this.#gate.figures.credentialRefused(id, credential);
    this.#gate.log(`${name} refuses the credential ${credential} with ${status}; it rests for five minutes`);
  }

  #changeTo(model: string): CallChange {
    const change: CallChange = {};
    if (model !== this.#call.asked.model) change.model = model;
    if (this.#call.cappedOutput !== null) change.maxOutput = this.#call.cappedOutput;
    return change;
  }

  #breaker(upstream: Upstream) {
    return this.#gate.breakerOf(this.#call.workspace, upstream);
  }

  #finish(status: number, firstByteMs: number | null, error: string | null): void {
    finish(this.#gate, this.#call, {
      status,
      firstByteMs,
      error,
      leftMs: this.#sentMs || this.#gate.clock.nowMs(),
      upstreamId: this.#target?.upstream.id ?? '',
    });
  }
}

/** What comes in one piece was worked on until it came; a stream as long as it ran. */
const msOf = ({ firstByteMs, lastByteMs }: Answer, stream: boolean) => (stream ? lastByteMs : firstByteMs);

const whyFailed = ({ status, ending }: Answer) =>
  ending === 'broken' ? 'the answer broke off' : `status ${status}`;
