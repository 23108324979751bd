import type { UsageCounts, UsageReading } from '@exchequer/model';
import { type Dict, isDict, readUsage, textBytes, textOf } from '../answer.ts';
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
import { answerOf, modality, spokenBytes } from './answer.ts';
import { ArrayStreamMeter } from './array-stream.ts';
import type { GeminiCall } from './read.ts';

/** What traffic types mean for the price; the usual one means nothing. */
const tierOfTraffic: Readonly<Record<string, string>> = {
  ON_DEMAND_FLEX: 'flex',
  ON_DEMAND_PRIORITY: 'priority',
  PROVISIONED_THROUGHPUT: 'provisioned_throughput',
};

/** Before Gemini 3 a grounded answer is billed once, however many searches it took. */
const billedOnce = /^gemini-[12]/;

/** Gathers what Gemini says of one call's usage. Each event repeats it, so the last one counts. */
class GeminiWatcher implements AnswerWatcher {
  private readonly answers: number;
  private readonly finished = new Set<unknown>();
  private readonly flags = new Set<string>();
  private usage: Dict | null = null;
  private model = '';
  private messageId = '';
  private serviceTier: string;
  private spoken = 0;
  private counted = 0;
  private searches = 0;
  private blocked = false;

  constructor(call: ReadCall, headers: WireHeaders) {
    this.answers = (call as Partial<GeminiCall>).answers ?? 1;
    this.serviceTier = headerOf(headers, 'x-gemini-service-tier');
  }

  event(data: string, whole: boolean): boolean {
    this.take(data, whole);
    return false;
  }

  body(text: string, whole: boolean): void {
    const answer = this.take(text, whole);
    if (!answer) this.flags.add('broken-answer');
    // A document is complete once it is there, however many answers it holds.
    if (answer && !isDict(answer.error)) this.blocked = true;
  }

  private take(text: string, whole: boolean): Dict | null {
    const answer = answerOf(text, whole);
    if (!answer) {
      this.spoken += textBytes(text, ['"text"']);
      return null;
    }
    if (isDict(answer.error)) this.flags.add('stream-error');
    this.model = textOf(answer.modelVersion).replace(/^models\//, '') || this.model;
    this.messageId ||= textOf(answer.responseId);
    this.takeUsage(answer.usageMetadata);
    if (isDict(answer.promptFeedback) && answer.promptFeedback.blockReason) this.blocked = true;
    const candidates = Array.isArray(answer.candidates) ? answer.candidates.filter(isDict) : [];
    for (const candidate of candidates) this.takeCandidate(candidate);
    if (isDict(answer.usageMetadata)) this.counted = this.spoken;
    return answer;
  }

  private takeUsage(usage: unknown): void {
    if (!isDict(usage)) return;
    this.usage = usage;
    const tier = tierOfTraffic[textOf(usage.trafficType)] ?? textOf(usage.serviceTier).toLowerCase();
    if (tier) this.serviceTier = tier;
  }

  private takeCandidate({ index = 0, content, finishReason, groundingMetadata }: Dict): void {
    this.spoken += spokenBytes(content);
    if (typeof finishReason === 'string') this.finished.add(index);
    const queries = isDict(groundingMetadata) ? groundingMetadata.webSearchQueries : undefined;
    if (Array.isArray(queries)) this.searches = Math.max(this.searches, queries.length);
  }

  reading(): UsageReading {
    const read = readUsage(this.usage, 'google');
    const flags = new Set(this.flags);
    if (this.usage && !read) flags.add('unreadable-usage');
    if (read?.flags) flags.add(read.flags);
    return {
      ...emptyReading(),
      model: this.model,
      serviceTier: this.serviceTier,
      messageId: this.messageId,
      counts: read && this.usage ? this.counts(read.counts, this.usage) : {},
      final: read !== null && (this.blocked || this.finished.size >= this.answers),
      seenOutput: streamedTokensAtMost(this.spoken),
      ...(this.counted > 0 && { countedSeen: streamedTokensAtMost(this.counted) }),
      flags: [...flags].join(' '),
    };
  }

  private counts(counts: UsageCounts, usage: Dict): UsageCounts {
    const searches = billedOnce.test(this.model) ? Math.min(1, this.searches) : this.searches;
    const { uncached_input: uncached = 0, audio_input: sound = 0, output = 0 } = counts;
    const spokenSound = Math.min(output, modality(usage, 'candidatesTokensDetails', 'AUDIO'));
    return {
      ...counts,
      image_input: Math.min(uncached - sound, modality(usage, 'promptTokensDetails', 'IMAGE')),
      audio_output: spokenSound,
      image_output: Math.min(output - spokenSound, modality(usage, 'candidatesTokensDetails', 'IMAGE')),
      web_searches: searches,
    };
  }
}

/** Errors, lists of models and counts of tokens cost nothing. */
const costs = ({ match }: ReadCall, status: number) =>
  status < 400 && (match.endpoint === 'generate' || match.endpoint === 'embeddings');

export function meterGemini(call: ReadCall, answer: { status: number; headers: WireHeaders }): UsageMeter {
  const shape = shapeOfAnswer(answer.headers, call.stream);
  if (!costs(call, answer.status) || shape === null) return blindMeter(emptyReading());
  const watcher = new GeminiWatcher(call, answer.headers);
  if (shape === 'events') return new StreamMeter(watcher);
  return call.stream ? new ArrayStreamMeter(watcher) : new BodyMeter(watcher);
}
