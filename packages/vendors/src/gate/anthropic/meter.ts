import type { UsageReading } from '@exchequer/model';
import { type Dict, isDict, lookAt, readUsage, textBytes, textOf } from '../answer.ts';
import { streamedTokensAtMost } from '../count.ts';
import type { ReadCall, UsageMeter, WireHeaders } from '../dialect.ts';
import { headerOf } from '../headers.ts';
import {
  type AnswerWatcher,
  BodyMeter,
  blindMeter,
  emptyReading,
  StreamMeter,
  shapeOfAnswer,
} from '../meter.ts';
import { partsOf, servedBy } from './iterations.ts';

/** Watches the answer to a call of Anthropic's API. */
export function meterAnthropic(call: ReadCall, answer: { status: number; headers: WireHeaders }): UsageMeter {
  const reading = emptyReading(headerOf(answer.headers, 'request-id'));
  if (answer.status < 400 && call.match.endpoint === 'batches') return blindMeter(handedIn(call, reading));
  if (answer.status >= 400 || call.match.endpoint !== 'messages') return blindMeter(reading);
  const shape = shapeOfAnswer(answer.headers, call.stream);
  if (shape === null) return blindMeter({ ...reading, flags: 'unread-answer' });
  const watcher = new AnthropicWatcher(reading);
  return shape === 'document' ? new BodyMeter(watcher) : new StreamMeter(watcher);
}

/** A batch is worked off later, when nobody watches: it is booked as all that it may put out. */
const handedIn = (call: ReadCall, reading: UsageReading): UsageReading => ({
  ...reading,
  serviceTier: 'batch',
  seenOutput: call.maxOutput ?? 0,
  flags: 'batch-upper-bound',
});

const deltaText = ['"text":', '"thinking":', '"partial_json":', '"content":'];

/** Understands messages and their streams, in whatever envelope they come. */
export class AnthropicWatcher implements AnswerWatcher {
  private readonly said: UsageReading;
  private usage: Dict = {};
  private bytes = 0;
  private finished = false;
  private notes = new Set<string>();

  constructor(reading: UsageReading) {
    this.said = reading;
  }

  event(data: string, whole: boolean): boolean {
    if (data.startsWith('{"type":"content_block_') || data.startsWith('{"type":"ping"')) {
      this.bytes += textBytes(data, deltaText);
      return false;
    }
    const event = lookAt(data, whole);
    if (!event) this.notes.add('broken-stream');
    else this.take(event, data);
    return false;
  }

  private take(event: Dict, data: string): void {
    if (event.type === 'message_start' && isDict(event.message)) this.message(event.message);
    else if (event.type === 'message_delta') {
      this.overwrite(event.usage);
      this.finished = isDict(event.usage);
    } else if (event.type === 'error') this.notes.add('stream-error');
    else this.bytes += textBytes(data, deltaText);
  }

  body(text: string, whole: boolean): void {
    const answer = lookAt(text, whole);
    if (!answer) {
      this.notes.add('broken-answer');
      this.bytes += text.length;
      return;
    }
    this.message(answer);
    this.finished = isDict(answer.usage);
    if (!this.finished) this.bytes += textBytes(text, deltaText);
  }

  private message(message: Dict): void {
    this.said.messageId = textOf(message.id) || this.said.messageId;
    this.said.model = textOf(message.model) || this.said.model;
    this.overwrite(message.usage);
  }

  /** Later values stand in place of earlier ones: a stream's counts are cumulative. */
  private overwrite(usage: unknown): void {
    if (!isDict(usage)) return;
    const told = Object.entries(usage).filter(([, value]) => value !== null && value !== undefined);
    this.usage = { ...this.usage, ...Object.fromEntries(told) };
  }

  reading(): UsageReading {
    const { said } = this;
    const notes = new Set(this.notes);
    const read = Object.keys(this.usage).length > 0 ? readUsage(this.usage, 'anthropic') : null;
    if (!read && Object.keys(this.usage).length > 0) notes.add('unreadable-usage');
    if (read?.flags) notes.add(read.flags);
    const model = servedBy(this.usage) || said.model;
    return {
      ...said,
      model,
      serviceTier: read?.serviceTier ?? '',
      speed: read?.speed ?? '',
      region: read?.region ?? '',
      counts: read?.counts ?? {},
      final: this.finished && read !== null,
      seenOutput: streamedTokensAtMost(this.bytes),
      flags: [...notes].join(' '),
      parts: partsOf(this.usage, model),
    };
  }
}
