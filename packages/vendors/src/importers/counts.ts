import { earliestUsage, maxClockSkewMs, maxTokensPerEvent } from '@exchequer/model';

/**
 * SQL for numbers that arrive as raw JSON text ('' where the key is absent). Text is taken and not
 * `Nullable(Int64)`, because the engine would silently cut 1.5 to 1 and read true as 1.
 */
export const countOf = (raw: string): string => `toInt64OrZero(${raw})`;

/** SQL for "surely good": true for plain digits of a believable length; all else is looked at closely. */
export const plainCounts = (texts: string): string =>
  `match(arrayStringConcat(${texts}), '^[0-9]*$') AND arrayMax(t -> length(t), ${texts}) <= ${String(maxTokensPerEvent).length - 1}`;

/** SQL that is '' for good counts, else the fault of the first bad one. `texts` is an array column. */
export function countFault(texts: string): string {
  return `multiIf(
    arrayExists(t -> t != '' AND isNull(toInt64OrNull(t)), ${texts}), 'count-not-whole',
    arrayExists(t -> startsWith(t, '-'), ${texts}), 'count-negative',
    arrayExists(t -> ifNull(toInt64OrNull(t), 0) > ${maxTokensPerEvent}, ${texts}), 'count-absurd',
    '')`;
}

/** SQL that is '' for a believable time, else its fault. `time` is Nullable(DateTime64). */
export function timeFault(time: string, now: Date): string {
  const { earliest, latest } = believable(now);
  return `multiIf(isNull(${time}), 'time-unreadable', ${time} > ${latest}, 'time-future', ${time} < ${earliest}, 'time-past', '')`;
}

/** SQL that is true for a believable time. */
export function plainTime(time: string, now: Date): string {
  const { earliest, latest } = believable(now);
  return `ifNull(${time} BETWEEN ${earliest} AND ${latest}, false)`;
}

function believable(now: Date): { earliest: string; latest: string } {
  const at = (ms: number) => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;
  return { earliest: at(Date.parse(earliestUsage)), latest: at(now.getTime() + maxClockSkewMs) };
}

/**
 * A line made readable for the engine's strict parser without touching what we read from it: cut
 * surrogate pairs (tools cut output in the middle of an emoji), bytes that are not UTF-8, a byte
 * order mark and integers beyond 64 bits, all of which occur in message text and tool results.
 */
export function healed(line: string): string {
  const surrogates = String.raw`\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}`;
  const longInteger = String.raw`([:\\[,]\\s*-?)[0-9]{19,}([,\\]}\\s])`;
  return `replaceRegexpAll(replaceRegexpAll(replaceOne(toValidUTF8(${line}), '\\xEF\\xBB\\xBF', ''),
    '${surrogates}', '?'), '${longInteger}', '\\\\1"beyond 64 bits"\\\\2')`;
}
