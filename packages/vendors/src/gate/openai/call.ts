import type { GateEndpoint } from '@exchequer/model';
import type { EndpointMatch, ReadCall } from '../dialect.ts';
import type { JsonScan } from '../json-scan.ts';

/** A call of OpenAI's API with what {@link readOpenAi} found and later steps need. Holds no text. */
export interface OpenAiCall extends ReadCall {
  /** Where the outermost members stand; null for forms and bodies that are not read. */
  scan: JsonScan | null;
  /** Answers asked for, by which the output limit is multiplied. */
  answers: number;
  /** Whether the client itself asked for usage at the end of its stream. */
  asksUsage: boolean;
}

/** Members that limit the output, by endpoint. */
export const limitNames: Partial<Record<GateEndpoint, readonly string[]>> = {
  chat: ['max_completion_tokens', 'max_tokens'],
  completions: ['max_tokens'],
  responses: ['max_output_tokens'],
};

/** Streams that report their usage only when they are asked to. */
export const needsUsageOption = ({ match, stream }: { match: EndpointMatch; stream: boolean }): boolean =>
  stream && (match.endpoint === 'chat' || match.endpoint === 'completions');
