import type { UsageReading } from '@exchequer/model';
import { type Dict, isDict, lookAt } from '../answer.ts';
import type { ReadCall, UsageMeter, WireHeaders } from '../dialect.ts';
import { headerOf } from '../headers.ts';
import { type AnswerWatcher, BodyMeter, blindMeter, emptyReading } from '../meter.ts';
import { type EventFrame, EventStreamReader } from './event-stream.ts';
import { BedrockTally } from './tally.ts';
import { headerUsage, metricsUsage, spokenBytes, statedUsage } from './usage.ts';

/** An answer in one piece. Its body tells how long a cache entry lives, which the headers do not. */
function documentWatcher(tally: BedrockTally, headers: WireHeaders): AnswerWatcher {
  const counted = headerUsage(headers);
  if (counted) tally.report(counted, true);
  return {
    event: () => false,
    body: (text, whole) => {
      const answer = lookAt(text, whole);
      const usage = answer && statedUsage(answer);
      if (answer) tally.served(answer);
      if (!answer) tally.flags.add('broken-answer');
      if (usage) tally.recount(usage);
      else tally.spoken = answer && whole ? spokenBytes(answer) : text.length;
    },
    reading: () => tally.reading(),
  };
}

const nothing = Buffer.alloc(0);

/** Meters an event stream while its bytes go on as they are. */
class FrameMeter implements UsageMeter {
  private readonly tally: BedrockTally;
  private readonly frames: EventStreamReader;
  private bytes = 0;

  constructor(tally: BedrockTally) {
    this.tally = tally;
    this.frames = new EventStreamReader((frame) => this.take(frame));
  }

  push(chunk: Buffer): Buffer {
    this.bytes += chunk.length;
    this.frames.push(chunk);
    return chunk;
  }

  end(): Buffer {
    this.frames.end();
    return nothing;
  }

  /** What could not be read is taken to have as much text among its bytes as what could. */
  reading(): UsageReading {
    for (const problem of this.frames.problems) this.tally.flags.add(problem);
    const { unreadBytes } = this.frames;
    const share = this.tally.spoken > 0 ? Math.min(1, this.tally.spoken / this.readBytes) : 1;
    this.tally.unread = Math.ceil(unreadBytes * share);
    return this.tally.reading();
  }

  private get readBytes(): number {
    return this.bytes - this.frames.unreadBytes;
  }

  private take({ headers, payload, payloadBytes }: EventFrame): void {
    if (headers.get(':message-type') === 'exception') {
      this.tally.flags.add('stream-error');
      return;
    }
    const event = payload && lookAt(payload.toString('latin1'), true);
    if (!event) this.tally.spoken += payloadBytes;
    else if (headers.get(':event-type') === 'chunk') this.takeChunk(event, payloadBytes);
    else this.takeConverse(headers.get(':event-type'), event);
  }

  private takeConverse(type: string | undefined, event: Dict): void {
    if (type !== 'metadata') {
      this.tally.spoken += spokenBytes(event.delta ?? event.start);
      return;
    }
    this.tally.served(event);
    const usage = statedUsage(event);
    if (usage) this.tally.report(usage, true);
  }

  /** InvokeModel wraps the model's own events as base64. */
  private takeChunk({ bytes }: Dict, payloadBytes: number): void {
    const inner = lookAt(Buffer.from(String(bytes), 'base64').toString('latin1'), true);
    if (!inner) {
      this.tally.spoken += payloadBytes;
      return;
    }
    const { message, usage: _usage, metadata, 'amazon-bedrock-invocationMetrics': metrics, ...said } = inner;
    this.tally.served(isDict(message) ? message : inner);
    this.tally.spoken += spokenBytes(said);
    for (const part of [message, metadata, inner]) {
      const usage = isDict(part) ? statedUsage(part) : null;
      // Anthropic's first event states what was read; what is said so far follows with the last ones.
      if (usage) this.tally.report(usage, part !== message);
    }
    if (isDict(metrics)) this.tally.report(this.tally.counted ? {} : metricsUsage(metrics), true);
  }
}

/** Errors and counts of tokens cost nothing. */
const costs = ({ match }: ReadCall, status: number) => status < 400 && match.endpoint !== 'count_tokens';

export function meterBedrock(call: ReadCall, answer: { status: number; headers: WireHeaders }): UsageMeter {
  const { status, headers } = answer;
  if (!costs(call, status)) return blindMeter(emptyReading(headerOf(headers, 'x-amzn-requestid')));
  const tally = new BedrockTally(call, headers);
  return headerOf(headers, 'content-type').includes('eventstream')
    ? new FrameMeter(tally)
    : new BodyMeter(documentWatcher(tally, headers));
}
