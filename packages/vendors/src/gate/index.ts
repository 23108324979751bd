import { anthropic } from './anthropic/index.ts';
import { bedrock } from './bedrock/index.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini/index.ts';
import { openai } from './openai/index.ts';

/** The wire formats of the gateway: how calls are read, sent on, metered and refused. */
export type {
  CallChange,
  Dialect,
  EndpointMatch,
  ReadCall,
  UpstreamRequest,
  UsageMeter,
  WireHeaders,
} from './dialect.ts';
export { statusToClient } from './refusal.ts';
export { clientOf, type GatedCall, type UsageGuess, usageEventsOf } from './usage-event.ts';

/** Every dialect, in the order in which a request's path is offered to them. */
export const dialects: readonly Dialect[] = [gemini, bedrock, anthropic, openai];
