import { invariant, type UsageReading } from '@exchequer/model';
import type { UsageMeter, WireHeaders } from '@exchequer/vendors/gate';
import type { Dispatcher } from 'undici';
import { answerHeaders } from '../edge/headers.ts';
import {
  type AttemptFailure,
  ClientGone,
  failureOf,
  faultOf,
  isRetryable,
  refusesCredential,
  retryAfterMs,
} from './ending.ts';
import type { Answer, Ending, Forwarding, Way } from './forwarded.ts';

type Controller = Dispatcher.DispatchController;

/** Answers up to this size are held together, so that their headers can say what they cost. */
const heldTogether = 1_048_576;
/** What is read of an answer that is not passed on, so that its connection can be used again. */
const discardedBytes = 65_536;

const isText = (type: string | string[] | undefined) => String(type ?? '').startsWith('application/json');
const isEventStream = (type: string | string[] | undefined) => /event-?stream/.test(String(type ?? ''));

/**
 * One attempt at one upstream. undici hands over the answer's bytes as they come; they go on to the
 * client at once, or together where the answer is short, and the meter sees them pass.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #forward: Forwarding;
  readonly #way: Way;
  #state: 'waiting' | 'together' | 'passing' | 'discarding' | 'over' = 'waiting';
  #controller: Controller | null = null;
  #meter: UsageMeter | null = null;
  #parts: Buffer[] = [];
  #size = 0;
  #status = 0;
  #headers: WireHeaders = {};
  #began = 0;
  #firstByteMs = 0;
  #left = false;
  #wrote = false;

  constructor(forward: Forwarding, way: Way) {
    this.#forward = forward;
    this.#way = way;
  }

  dispatch(): void {
    const { call, pools, clock } = this.#forward;
    const { upstream, credential, change } = this.#way;
    const request = call.dialect.request(
      call.read,
      { method: call.method, headers: call.headers, body: call.body },
      { upstream, credential, change, now: clock.now() },
    );
    const { pool, prefix } = pools.of(upstream);
    this.#began = clock.nowMs();
    pool.dispatch(
      {
        path: prefix + request.path,
        method: request.method as Dispatcher.HttpMethod,
        headers: this.#withLength(request.headers),
        body: call.upload?.body ?? (request.body.length > 0 ? request.body : null),
        headersTimeout: upstream.timeouts.firstByteMs,
        bodyTimeout: upstream.timeouts.idleMs,
      },
      this,
    );
  }

  /** undici states lengths itself, but for a body that is passed on. */
  #withLength(headers: Record<string, string | string[]>): Record<string, string | string[]> {
    delete headers['content-length'];
    const length = this.#forward.call.upload?.length ?? null;
    if (length !== null) headers['content-length'] = length;
    return headers;
  }

  reading(): UsageReading | null {
    return this.#meter?.reading() ?? null;
  }

  /** Ends the attempt, or goes on reading without a client. */
  clientGone(drain: boolean): void {
    this.#left = true;
    if (this.#state === 'over') return;
    if (drain && this.#forward.call.upload === null) this.#controller?.resume();
    else this.#controller?.abort(new ClientGone());
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#left && !this.#forward.call.drain) controller.abort(new ClientGone());
  }

  onResponseStart(_controller: Controller, status: number, headers: WireHeaders): void {
    if (status < 200) return;
    const { call, clock, host } = this.#forward;
    this.#status = status;
    this.#headers = headers;
    this.#firstByteMs = clock.nowMs() - this.#began;
    if (refusesCredential(status) || isRetryable(status, headers['x-should-retry'])) {
      const failure: AttemptFailure = {
        kind: 'status',
        status,
        retryAfterMs: retryAfterMs(headers['retry-after']),
      };
      host.attempted(this.#way.upstream, failure);
      if (this.#forward.retry(failure)) {
        this.#state = 'discarding';
        return;
      }
    } else {
      host.attempted(this.#way.upstream, null);
    }
    this.#meter = call.dialect.meter(call.read, { status, headers });
    this.#state = this.#isShort(call.read.stream, headers) ? 'together' : 'passing';
    if (this.#state === 'passing') this.#sendHead();
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#state === 'discarding') {
      if (this.#size > discardedBytes) controller.abort(new ClientGone());
      return;
    }
    if (this.#state === 'over') return;
    const out = this.#meter?.push(chunk) ?? chunk;
    if (this.#state === 'together') this.#keep(controller, out);
    else this.#pass(controller, out);
  }

  onResponseEnd(): void {
    if (this.#state === 'discarding' || this.#state === 'over') return;
    const tail = this.#meter?.end();
    const together = this.#state === 'together';
    this.#state = 'over';
    if (tail && tail.length > 0) {
      if (together) this.#parts.push(tail);
      else if (!this.#left) this.#forward.call.res?.write(tail);
    }
    if (together) this.#sendTogether();
    else {
      this.#forward.finish(this.#answer('complete'));
      this.#forward.call.res?.end();
    }
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    const state = this.#state;
    if (state === 'discarding' || state === 'over') return;
    this.#state = 'over';
    const gone = error instanceof ClientGone;
    const failure = failureOf(error);
    if (!gone) this.#forward.host.attempted(this.#way.upstream, failure);
    if (state === 'waiting') this.#unanswered(gone, failure);
    else this.#brokenOff(gone ? 'gone' : 'broken', state === 'together', failure);
  }

  #brokenOff(ending: Ending, unsent: boolean, failure: AttemptFailure): void {
    this.#meter?.end();
    this.#forward.finish(this.#answer(ending));
    if (!unsent) {
      // An answer that is cut off must not look like one that is complete.
      this.#forward.call.res?.destroy();
    } else if (ending === 'broken' && failure.kind !== 'status') {
      // Nothing was sent yet, so the client can still be told in its own format.
      this.#forward.host.broken(faultOf(failure, this.#way.upstream.name));
    }
  }

  #unanswered(gone: boolean, failure: AttemptFailure): void {
    invariant(failure.kind !== 'status', 'a status is an answer');
    if (gone || this.#left) this.#forward.fail(null, 'gone');
    else if (!this.#forward.retry(failure)) {
      this.#forward.failWith(failure, this.#way.upstream);
    }
  }

  #isShort(stream: boolean, headers: WireHeaders): boolean {
    if (this.#forward.call.res === null) return false;
    // Gemini streams JSON, too; an answer to a stream that failed is short like any other.
    if (stream && this.#status < 400) return false;
    if (!isText(headers['content-type'])) return false;
    const length = Number(headers['content-length'] ?? 0);
    return length <= heldTogether && this.#forward.call.method !== 'HEAD';
  }

  #answer(ending: Ending): Answer {
    const reading = this.reading();
    invariant(reading, 'an answer has a meter');
    return {
      status: this.#status,
      upstream: this.#way.upstream,
      reading,
      ending,
      headers: this.#headers,
      bytes: Math.max(this.#size, Number(this.#headers['content-length']) || 0),
      firstByteMs: this.#firstByteMs,
      lastByteMs: this.#forward.clock.nowMs() - this.#began,
    };
  }

  #keep(controller: Controller, chunk: Buffer): void {
    this.#parts.push(chunk);
    if (this.#size <= heldTogether) return;
    this.#state = 'passing';
    this.#sendHead();
    for (const part of this.#parts) this.#pass(controller, part);
    this.#parts = [];
  }

  #sendHead(): void {
    const { res } = this.#forward.call;
    if (!res || this.#left) return;
    const keepLength = !isEventStream(this.#headers['content-type']) && !this.#forward.call.read.stream;
    const headers = answerHeaders(this.#headers, keepLength);
    this.#forward.host.answering(headers);
    res.writeHead(this.#status, headers);
    // Usually the first bytes come with the head, and one write carries both.
    process.nextTick(() => {
      if (!this.#wrote && !res.destroyed) res.flushHeaders();
    });
  }

  #pass(controller: Controller, chunk: Buffer): void {
    const { res } = this.#forward.call;
    if (!res || this.#left || chunk.length === 0) return;
    this.#wrote = true;
    if (res.write(chunk) || this.#left) return;
    controller.pause();
    res.once('drain', () => controller.resume());
  }

  #sendTogether(): void {
    const { call, host } = this.#forward;
    const body = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const answer = this.#answer('complete');
    const more = this.#forward.finish(answer);
    host.whole?.(answer, body);
    if (!call.res || this.#left) return;
    const headers = answerHeaders(this.#headers, false);
    host.answering(headers);
    headers['content-length'] = String(body.length);
    call.res.writeHead(this.#status, more ? Object.assign(headers, more) : headers);
    call.res.end(body);
  }
}
