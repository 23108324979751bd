import type { UsageCounts, UsageReading } from '@exchequer/model';
import { type Dict, hasObject, isDict, lookAt, readUsage, textBytes, textOf } from '../answer.ts';
import { streamedTokensAtMost } from '../count.ts';
import type { ReadCall, UsageMeter, WireHeaders } from '../dialect.ts';
import { headerOf } from '../headers.ts';
import {
  type AnswerWatcher,
  BodyMeter,
  blindMeter,
  emptyReading,
  StreamMeter,
  StrippingMeter,
  shapeOfAnswer,
} from '../meter.ts';
import { needsUsageOption, type OpenAiCall } from './call.ts';
import { tierOf } from './read.ts';

/** Endpoints whose answers say what they used. */
const counted = new Set([
  'chat',
  'completions',
  'responses',
  'embeddings',
  'images',
  'transcription',
  'speech',
]);

/** Watches the answer to a call of OpenAI's API or of a server like it. */
export function meterOpenAi(call: ReadCall, answer: { status: number; headers: WireHeaders }): UsageMeter {
  const reading = emptyReading(requestIdOf(answer.headers));
  if (answer.status >= 400 || !counted.has(call.match.endpoint)) return blindMeter(reading);
  const shape = shapeOfAnswer(answer.headers, call.stream);
  if (shape === null) return blindMeter(unread(call, reading));
  const watcher = new OpenAiWatcher(call, reading);
  if (shape === 'document') return new BodyMeter(watcher);
  const strips = needsUsageOption(call) && !(call as Partial<OpenAiCall>).asksUsage;
  return strips ? new StrippingMeter(watcher) : new StreamMeter(watcher);
}

const requestIdOf = (headers: WireHeaders): string =>
  headerOf(headers, 'x-request-id') || headerOf(headers, 'apim-request-id');

/**
 * What an answer without usage is known to have used. Speech models of old are priced by the character,
 * and take a token for each here; newer ones make sound whose tokens are only bounded. Transcripts as
 * plain text are charged for the sound that was sent.
 */
function unread(call: ReadCall, reading: UsageReading): UsageReading {
  const { characters, seconds } = call.extras;
  if (call.match.endpoint === 'speech') {
    const byCharacter = !call.model.startsWith('gpt-');
    return {
      ...reading,
      counts: { uncached_input: characters },
      final: byCharacter,
      seenOutput: byCharacter ? 0 : (call.maxOutput ?? 0),
      flags: 'tokens-from-characters',
    };
  }
  if (call.match.endpoint === 'transcription') return { ...reading, ...bySeconds(seconds), final: false };
  return { ...reading, flags: 'unread-answer' };
}

/** Sound makes ten tokens a second, by which calls that are priced by the minute are carried. */
const bySeconds = (seconds: number): { counts: UsageCounts; flags: string } => ({
  counts: { uncached_input: Math.ceil(seconds * 10), audio_input: Math.ceil(seconds * 10) },
  flags: 'tokens-from-seconds',
});

/** Members whose text is output, by the names that deltas of chats, completions and responses use. */
const chatText = [
  '"content":',
  '"reasoning_content":',
  '"reasoning":',
  '"arguments":',
  '"refusal":',
  '"text":',
];
const responseText = ['"delta":'];

/** Events after which a response's usage does not change any more. */
const lastEvents = /^(response\.(completed|incomplete|failed)|.*\.(completed|done))$/;

/** Events that tell of a failure in the middle of an answer. */
const failed = /^\s*\{\s*"(?:error"|type"\s*:\s*"(?:error|response\.failed)")/;

class OpenAiWatcher implements AnswerWatcher {
  private readonly call: ReadCall;
  private readonly textNames: readonly string[];
  private said: UsageReading;
  private bytes = 0;
  private finished = false;
  private met = false;
  private notes = new Set<string>();

  constructor(call: ReadCall, reading: UsageReading) {
    this.call = call;
    this.said = reading;
    this.textNames = needsUsageOption(call) ? chatText : responseText;
  }

  event(data: string, whole: boolean): boolean {
    if (data === '[DONE]') {
      this.finished = true;
      return false;
    }
    const telling = !this.met || failed.test(data) || hasObject(data, '"usage"');
    this.met = true;
    this.bytes += textBytes(data, this.textNames);
    if (!telling) return false;
    const event = lookAt(data, whole);
    if (!event) {
      this.notes.add('broken-stream');
      return false;
    }
    if (failed.test(data)) this.notes.add('stream-error');
    this.take(isDict(event.response) ? event.response : event);
    this.finished ||= lastEvents.test(textOf(event.type));
    const bare = Array.isArray(event.choices) && event.choices.length === 0 && isDict(event.usage);
    this.finished ||= bare;
    return bare;
  }

  body(text: string, whole: boolean): void {
    const answer = lookAt(text, whole);
    this.bytes += answer ? 0 : text.length;
    if (!answer) this.notes.add('broken-answer');
    else this.take(answer);
    // Nearly every answer says what it used; only of others the text has to be counted.
    if (answer && !isDict(answer.usage)) this.bytes += textBytes(text, chatText);
    this.finished = answer !== null;
    if (answer && (answer.status === 'queued' || answer.status === 'in_progress')) this.runsOn();
  }

  /** A response that is made in the background: it may put out all it is allowed to after this. */
  private runsOn(): void {
    this.finished = false;
    this.notes.add('background');
    this.said.seenOutput = this.call.maxOutput ?? 0;
  }

  private take(answer: Dict): void {
    const { said } = this;
    said.model = textOf(answer.model) || said.model;
    said.messageId = textOf(answer.id) || said.messageId;
    said.serviceTier = tierOf(textOf(answer.service_tier)) || said.serviceTier;
    if (!isDict(answer.usage)) return;
    if (answer.usage.type === 'duration') this.takeSeconds(answer.usage.seconds);
    else this.takeTokens(answer.usage);
  }

  private takeTokens(usage: Dict): void {
    const read = readUsage(usage, 'openai');
    if (!read) {
      this.notes.add('unreadable-usage');
      return;
    }
    // Some servers state it with every chunk.
    if (this.bytes > 0) this.said.countedSeen = streamedTokensAtMost(this.bytes);
    this.said.counts = this.byEndpoint(read.counts);
    this.said.final = true;
    if (read.flags) this.notes.add(read.flags);
  }

  private takeSeconds(seconds: unknown): void {
    const { counts, flags } = bySeconds(typeof seconds === 'number' ? seconds : this.call.extras.seconds);
    this.said = { ...this.said, counts, final: true };
    this.notes.add(flags);
  }

  /** Pictures and speech are all that their endpoints put out, whether or not the usage says so. */
  private byEndpoint(counts: UsageCounts): UsageCounts {
    if (this.call.match.endpoint === 'images' && !counts.image_output) {
      return { ...counts, image_output: counts.output ?? 0 };
    }
    if (this.call.match.endpoint === 'speech') return { ...counts, audio_output: counts.output ?? 0 };
    return counts;
  }

  reading(): UsageReading {
    return {
      ...this.said,
      final: this.said.final && this.finished,
      seenOutput: Math.max(this.said.seenOutput, streamedTokensAtMost(this.bytes)),
      flags: [...this.notes].join(' '),
    };
  }
}
