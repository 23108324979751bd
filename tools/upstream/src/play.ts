import type { ServerResponse } from 'node:http';
import { type Bill, cutTo, nothing } from './bill.ts';
import type { Frame, Script } from './script.ts';
import type { Ending, TruthBook, TruthRecord } from './truth.ts';
import type { Wish } from './wish.ts';

/** Sends a script as its wish says, well or badly, and writes down what it really cost. */
export async function play(
  res: ServerResponse,
  script: Script,
  wish: Wish,
  book: TruthBook,
  record: TruthRecord,
): Promise<void> {
  let produced = 0;
  const finish = (ending: Ending, bill: Bill) => book.close(record, ending, bill);
  const startedAt = performance.now();
  const writing = { ended: false };
  res.once('close', () => {
    if (writing.ended) return;
    const output = script.stream
      ? produced
      : unsentOutput(script.bill.output, wish, performance.now() - startedAt);
    finish('left', wish.fault === 'hang' ? { ...nothing } : cutTo(script.bill, output));
  });
  const ended = (ending: Ending, bill: Bill) => {
    writing.ended = true;
    finish(ending, bill);
  };
  if (wish.fault === 'hang') return;
  const making = script.stream ? 0 : script.bill.output * wish.tokenMs;
  if (wish.delayMs + making > 0) await pause(res, wish.delayMs + making);
  if (res.destroyed) return;
  const { frames, cut } = faulty(script, wish);
  // Who is not answered at all is not billed; a provider whose connection breaks repeats its work for nothing.
  if (wish.fault === 'reset' && !script.stream) return reset(res, () => ended('fault', { ...nothing }));
  res.writeHead(script.status, headersOf(script, frames, wish));
  if (script.stream) res.flushHeaders();
  for (const [at, frame] of frames.entries()) {
    if (at > 0 && wish.chunkMs > 0) await pause(res, wish.chunkMs);
    if (res.destroyed) return;
    produced = Math.max(produced, frame.produced);
    if (!res.write(frame.bytes)) await drained(res);
  }
  if (res.destroyed) return;
  const bill = cutTo(script.bill, produced);
  if (cut === 'reset' || cut === 'destroy') {
    // What was written is on its way first; then the connection is gone.
    await pause(res, 5);
    if (res.destroyed) return;
    if (cut === 'reset') return reset(res, () => ended('fault', bill));
    ended('fault', bill);
    res.destroy();
    return;
  }
  record.usageSent =
    wish.fault !== 'no-usage' && frames.length >= script.frames.length && readable(script, wish);
  ended(cut === 'end' ? 'fault' : 'complete', bill);
  res.end();
}

/** A broken event spoils itself alone among events of text, and all that follows in other formats. */
function readable(script: Script, { fault }: Wish): boolean {
  if (fault === 'error-event') return false;
  return fault !== 'broken-sse' || (script.headers['content-type'] ?? '').startsWith('text/event-stream');
}

/** Output that exists of an answer that is not streamed: it comes into being evenly, and is billed as far as it came. */
function unsentOutput(whole: number, { delayMs, tokenMs }: Wish, ms: number): number {
  if (tokenMs > 0) return Math.min(whole, Math.max(0, Math.floor((ms - delayMs) / tokenMs)));
  return delayMs > 0 ? Math.floor(whole * Math.min(1, ms / delayMs)) : whole;
}

interface Faulty {
  frames: readonly Frame[];
  /** How the connection ends when not as it should. */
  cut: 'none' | 'end' | 'destroy' | 'reset';
}

/** The frames as a fault leaves them. */
function faulty(script: Script, wish: Wish): Faulty {
  const { frames, stream } = script;
  const half = frames.slice(0, Math.max(1, Math.floor(frames.length / 2)));
  if (wish.fault === 'reset') return { frames: half, cut: 'reset' };
  if (wish.fault === 'half' && stream) return { frames: half, cut: 'end' };
  if (wish.fault === 'half') return { frames: frames.map(halved), cut: 'destroy' };
  if (wish.fault === 'lying-length') return { frames, cut: 'destroy' };
  if (wish.fault === 'empty') return { frames: [], cut: 'end' };
  if (wish.fault === 'broken-sse') {
    const broken = frames.map((frame, at) => (at === half.length ? brokenFrame(frame) : frame));
    return { frames: frames.length > 1 ? broken : frames.map(halved), cut: 'none' };
  }
  if (wish.fault === 'error-event') return { frames: [...half, errorEvent(half)], cut: 'end' };
  return { frames, cut: 'none' };
}

const halved = (frame: Frame): Frame => {
  const bytes = Buffer.from(frame.bytes as string);
  return { ...frame, bytes: bytes.subarray(0, Math.floor(bytes.length / 2)) };
};

/** Half of a frame, closed as if it were whole, with bytes that are no UTF-8. */
const brokenFrame = (frame: Frame): Frame => ({
  ...frame,
  bytes: Buffer.concat([halved(frame).bytes as Buffer, Buffer.from([0xff, 0xfe, 0x0a, 0x0a])]),
});

const errorEvent = (sent: readonly Frame[]): Frame => ({
  bytes: `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })}\n\n`,
  produced: sent.at(-1)?.produced ?? 0,
});

function headersOf(script: Script, frames: readonly Frame[], wish: Wish): Record<string, string | number> {
  if (script.stream && wish.fault !== 'lying-length') return script.headers;
  const said = wish.fault === 'half' ? script.frames : frames;
  const length = said.reduce((sum, { bytes }) => sum + Buffer.byteLength(bytes as string), 0);
  const lie = wish.fault === 'lying-length' ? 64 : wish.fault === 'short-length' ? -10 : 0;
  return { ...script.headers, 'content-length': Math.max(0, length + lie) };
}

function reset(res: ServerResponse, after: () => void): void {
  after();
  const { socket } = res;
  if (socket && 'resetAndDestroy' in socket) socket.resetAndDestroy();
  else res.destroy();
}

/** Waits, or ends early when the connection closes. */
function pause(res: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      res.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    res.once('close', done);
  });
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('close', done);
      res.off('drain', done);
      resolve();
    };
    res.once('drain', done);
    res.once('close', done);
  });
}
