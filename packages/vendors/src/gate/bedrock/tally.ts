import type { UsageReading } from '@exchequer/model';
import { type Dict, isDict, readUsage, textOf } from '../answer.ts';
import { streamedTokensAtMost } from '../count.ts';
import type { ReadCall, WireHeaders } from '../dialect.ts';
import { headerOf } from '../headers.ts';
import { emptyReading } from '../meter.ts';

/** Gathers what Bedrock says of one call's usage, whichever way it comes. */
export class BedrockTally {
  readonly flags = new Set<string>();
  /** Bytes of what was said, for calls that end before they are counted. */
  spoken = 0;
  /** Bytes of the answer that could not be read. */
  unread = 0;
  private final = false;
  private readonly call: ReadCall;
  private readonly requestId: string;
  private usage: Dict | null = null;
  private messageId = '';
  private serviceTier: string;
  private speed = '';

  constructor(call: ReadCall, headers: WireHeaders) {
    this.call = call;
    this.requestId = headerOf(headers, 'x-amzn-requestid');
    this.serviceTier = headerOf(headers, 'x-amzn-bedrock-service-tier');
    this.setLatency(headerOf(headers, 'x-amzn-bedrock-performanceconfig-latency'));
  }

  get counted(): boolean {
    return this.usage !== null;
  }

  /** Later counts replace earlier ones: every shape that repeats them is cumulative. */
  report(usage: Dict, final: boolean): void {
    this.usage = { ...this.usage, ...usage };
    if (final) this.final = true;
  }

  /** A better account of the whole in place of what was known. */
  recount(usage: Dict): void {
    this.usage = null;
    this.report(usage, true);
  }

  /** Id, tier and latency that the answer says it had. */
  served(answer: Dict): void {
    this.messageId ||= textOf(answer.id);
    if (isDict(answer.serviceTier)) this.serviceTier = textOf(answer.serviceTier.type);
    if (isDict(answer.performanceConfig)) this.setLatency(answer.performanceConfig.latency);
  }

  private setLatency(latency: unknown): void {
    this.speed = latency === 'optimized' ? 'optimized' : '';
  }

  /** The model stays empty: its own name in its answer is not the one that AWS sells, which the path has. */
  reading(): UsageReading {
    const read = readUsage(this.usage, this.call.model);
    const flags = new Set(this.flags);
    if (this.usage && !read) flags.add('unreadable-usage');
    if (read?.flags) flags.add(read.flags);
    return {
      ...emptyReading(this.requestId),
      serviceTier: this.serviceTier || (read?.serviceTier ?? ''),
      speed: this.speed,
      messageId: this.messageId,
      counts: read?.counts ?? {},
      final: this.final && read !== null,
      seenOutput: streamedTokensAtMost(this.spoken + this.unread),
      flags: [...flags].join(' '),
    };
  }
}
