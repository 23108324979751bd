import type { NormalisedUsage, UsageReading } from '@exchequer/model';
import type { UsageGuess } from '@exchequer/vendors/gate';
import type { GateCall } from '../call.ts';
import type { Gate } from '../gate.ts';
import type { Ending } from '../upstream/forwarded.ts';
import { kindOf } from './kind.ts';

/** How far a call had come, as far as the gateway saw. */
export interface Progress {
  reading: UsageReading | null;
  /** Bytes of the answer: those that came, or those that were announced. 0 before it began. */
  bytes: number;
  /** Milliseconds that the provider worked on it. */
  ms: number;
  /** How it ended; absent while it runs. */
  ending?: Ending;
}

/** Endpoints whose output is text, which can be counted as it passes. */
const textual = new Set(['chat', 'completions', 'responses', 'messages', 'generate', 'converse', 'invoke']);
/** Readings that state what may be put out unseen; nothing that passes tells more. */
const boundsAlone = /\b(?:background|batch-upper-bound|tokens-from-\w+)\b/;

const unread: Progress = { reading: null, bytes: 0, ms: 0 };

/** What a call is taken for where the provider did not say what it used. */
export function guessOf(gate: Gate, call: GateCall, progress: Progress = unread): UsageGuess {
  const { asked } = call;
  const { input, cached } = gate.sizes.input(kindOf(call), asked.stream, asked.inputTokens);
  return { input, cached, output: outputSoFar(gate, call, progress) };
}

/** Output tokens that exist by now, as what passed by and the time that went by tell. */
export function outputSoFar(gate: Gate, call: GateCall, progress: Progress): number {
  const { reading, ms } = progress;
  const { asked } = call;
  if (!textual.has(asked.match.endpoint) || boundsAlone.test(reading?.flags ?? '')) {
    return reading?.seenOutput ?? 0;
  }
  const kind = kindOf(call);
  const { stream } = asked;
  const most = call.cappedOutput ?? call.worst?.outputTokens ?? asked.maxOutput ?? Number.MAX_SAFE_INTEGER;
  const seen = reading?.seenOutput ?? 0;
  const whole = !stream && seen > 0 && !isBroken(reading);
  if (whole) return Math.min(most, gate.sizes.spoken(kind, seen));
  const bytes = isCutWhole(progress) ? 0 : progress.bytes;
  const tokens = gate.sizes.output(kind, { stream, seen, bytes, ms });
  const byTime = stream ? seen === 0 : bytes === 0;
  // Time goes by, too, while a provider does nothing: what is usual bounds what it tells.
  const bound = byTime ? Math.min(most, gate.learned.usualOutput(kind) ?? most) : most;
  const { countedSeen = 0 } = reading ?? {};
  if (countedSeen === 0) return Math.min(bound, tokens);
  const before = gate.sizes.output(kind, { stream, seen: countedSeen, bytes, ms });
  return Math.min(bound, (reading?.counts.output ?? 0) + Math.max(0, tokens - before));
}

const isBroken = (reading: UsageReading | null) => /\bbroken-answer\b/.test(reading?.flags ?? '');

/** A document that came as long as it was announced and is none: how much of it is missing only time tells. */
const isCutWhole = ({ reading, ending, ms }: Progress) =>
  ending === 'complete' && isBroken(reading) && ms > 0;

/** Calls that ended with the provider's own account tell what those without one are to be taken for. */
export function learnSizes(
  gate: Gate,
  call: GateCall,
  { reading, ending, bytes, ms }: Progress & { ending: Ending },
  main: NormalisedUsage,
): void {
  if (ending !== 'complete' || !reading?.final) return;
  const { cache_read: cached = 0, output = 0, reasoning } = main;
  const { stream, inputTokens: boundInput } = call.asked;
  gate.sizes.observe(kindOf(call), {
    stream,
    boundInput,
    input: inputOf(main),
    cached,
    seen: reading.seenOutput,
    bytes,
    output,
    reasoning: reasoning ?? 0,
    ms,
  });
}

const inputOf = (usage: NormalisedUsage): number =>
  (usage.uncached_input ?? 0) +
  (usage.cache_read ?? 0) +
  (usage.cache_write_5m ?? 0) +
  (usage.cache_write_30m ?? 0) +
  (usage.cache_write_1h ?? 0) +
  (usage.cache_write_12h ?? 0) +
  (usage.cache_write_unknown ?? 0);
