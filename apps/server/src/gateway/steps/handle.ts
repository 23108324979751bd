import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { gateFault } from '@exchequer/core/gate';
import type { GateFault } from '@exchequer/model';
import { GateCall } from '../call.ts';
import { type BodyRefusal, readBody } from '../edge/body.ts';
import type { Gate } from '../gate.ts';
import { answerFromCache } from './cached.ts';
import { decide, isHeld } from './decide.ts';
import { finish } from './finish.ts';
import { hold } from './hold.ts';
import { identify } from './identify.ts';
import { answerModels } from './models.ts';
import { refuse } from './refuse.ts';
import { send } from './send.ts';
import { voidCall } from './settle.ts';
import { sendShadows } from './shadow.ts';

/** A call from its first byte to its last: identify, read, decide, hold, send, settle. */
export function handle(gate: Gate, req: IncomingMessage, res: ServerResponse): void {
  const at = { startedAt: gate.clock.now(), startedMs: gate.clock.nowMs() };
  const call = new GateCall(gate.newCallId(), { req, res }, at);
  gate.running.add(call);
  res.once('close', () => {
    if (!res.writableFinished) clientGone(gate, call);
  });
  guarded(gate, call, () => {
    const fault = identify(gate, call);
    if (fault) refuse(gate, call, fault);
    else if (isUpload(call)) decideUpload(gate, call);
    else readWhole(gate, call);
  });
}

/** A bug in one call must neither end the process nor leave its money set aside. */
function guarded(gate: Gate, call: GateCall, step: () => void): void {
  try {
    step();
  } catch (error) {
    gate.log(`the call ${call.id} failed`, error);
    voidCall(gate, call);
    refuse(gate, call, {
      kind: 'upstream-broken',
      status: 500,
      message: `The gateway failed. Try again; if it goes on, tell who runs it, with the id ${call.id}.`,
      retry: true,
    });
    if (call.res && !call.res.writableEnded) call.res.destroy();
  }
}

function clientGone(gate: Gate, call: GateCall): void {
  call.gone = true;
  if (call.forward) call.forward.clientGone();
  else finish(gate, call, { status: 0, leftMs: gate.clock.nowMs() });
}

/** Files go through as they come: they cost nothing by themselves, and may be larger than memory. */
function isUpload({ req, wire }: GateCall): boolean {
  const { endpoint } = wire.match;
  if (req.method === 'GET' || req.method === 'HEAD' || req.method === 'DELETE') return false;
  return endpoint === 'files' && (req.headers['content-length'] ?? '1') !== '0';
}

function decideUpload(gate: Gate, call: GateCall): void {
  const fault = decide(gate, call);
  if (fault) refuse(gate, call, fault);
  else upload(gate, call);
}

function upload(gate: Gate, call: GateCall): void {
  const { req, res } = call;
  if (req.headers.expect !== undefined) res?.writeContinue();
  // Not the request itself: an upstream that fails would take the client's connection with it.
  const body = req.pipe(new PassThrough());
  req.once('close', () => {
    if (!req.complete) body.destroy();
  });
  send(gate, call, { body, length: req.headers['content-length'] ?? null });
}

function readWhole(gate: Gate, call: GateCall): void {
  const { req, res } = call;
  const beganMs = gate.clock.nowMs();
  const { bodies: memory, limits } = gate;
  readBody(req, { max: limits.bodyBytes, memory, expected: () => res?.writeContinue() }, (body) => {
    call.waitedMs = gate.clock.nowMs() - beganMs;
    if (typeof body === 'string') bodyRefused(gate, call, body);
    else {
      call.body = body;
      call.bodyTaken = body.length;
      guarded(gate, call, () => judge(gate, call));
    }
  });
}

function bodyRefused(gate: Gate, call: GateCall, why: BodyRefusal): void {
  if (why === 'gone') finish(gate, call, { status: 0, leftMs: gate.clock.nowMs() });
  else if (why === 'too-large') {
    refuse(gate, call, gateFault('body-too-large', { limitBytes: gate.limits.bodyBytes }));
  } else refuse(gate, call, noMemory);
}

const noMemory: GateFault = {
  kind: 'rate-limited',
  status: 429,
  message: 'The gateway is busy with other large requests. Try again in a moment.',
  retry: true,
  retryAfterSeconds: 1,
};

function judge(gate: Gate, call: GateCall): void {
  const fault = decide(gate, call);
  if (fault) refuse(gate, call, fault);
  else if (answerFromCache(gate, call) || answerModels(gate, call)) return;
  else if (!isHeld(call)) send(gate, call);
  else {
    hold(gate, call, (refused) => guarded(gate, call, () => held(gate, call, refused)));
  }
}

function held(gate: Gate, call: GateCall, fault: GateFault | null): void {
  if (fault) refuse(gate, call, fault);
  else if (call.gone) {
    voidCall(gate, call);
    finish(gate, call, { status: 0, leftMs: gate.clock.nowMs() });
  } else {
    sendShadows(gate, call);
    send(gate, call);
  }
}
