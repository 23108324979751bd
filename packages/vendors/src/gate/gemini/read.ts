import type { GateFault } from '@exchequer/model';
import { checkedText, fingerprintOf } from '../body.ts';
import type { EndpointMatch, ReadCall, WireHeaders } from '../dialect.ts';
import { malformed } from '../headers.ts';
import { scanObject } from '../json-scan.ts';
import { isStreamed } from './endpoint.ts';
import { inputAtMost, inputMarks, searches, searchesTaken } from './input.ts';
import { answersAsked, outputLimit, settingsOf } from './settings.ts';

/** What Gemini's meter knows of a call besides. */
export interface GeminiCall extends ReadCall {
  /** Answers asked for; a stream is over when all of them are. */
  answers: number;
}

const noExtras = { images: 0, characters: 0, seconds: 0, webSearches: 0 };

/** Reads a call of Gemini's API. Never looks into what was said further than to count it. */
export function readGemini(match: EndpointMatch, headers: WireHeaders, body: Buffer): GeminiCall | GateFault {
  const blank: GeminiCall = {
    match,
    model: match.pathModel,
    stream: isStreamed(match.path),
    inputTokens: 0,
    maxOutput: 0,
    serviceTier: '',
    extras: noExtras,
    labels: {},
    answers: 1,
    fingerprint: () => fingerprintOf(match, headers, body),
  };
  if (match.endpoint === 'models') return blank;
  const text = checkedText(headers, body);
  if (typeof text !== 'string') return text;
  const scan = scanObject(text, inputMarks);
  if ('error' in scan) return malformed(`${scan.error} (byte ${scan.at})`);
  const settings = settingsOf(text, scan);
  if (!settings)
    return malformed('a member is there under two names, such as generationConfig and generation_config');
  const inputTokens = inputAtMost(body, scan, settings);
  if (inputTokens === null) return malformed('a string in it has a wrong escape');
  const generates = match.endpoint === 'generate';
  return Object.assign(blank, {
    inputTokens,
    maxOutput: generates ? outputLimit(settings) : 0,
    serviceTier: settings.serviceTier,
    answers: answersAsked(settings),
    extras: { ...noExtras, webSearches: searches(settings) ? searchesTaken : 0 },
  });
}
