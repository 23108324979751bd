/** Nobody can tell whether somebody waited longer or did something else. */
export const longestWaitMinutes = 60;

export interface Stopped {
  /** Calls that were refused. */
  readonly calls: number;
  /** From each first refusal to the next call that went through, an hour at most. */
  readonly minutes: number;
}

const minuteMs = 60_000;

/**
 * How much time refusals took from somebody, in whole minutes. A refusal within a wait that another one
 * began adds nothing; one in the minute of a call that went through costs that minute.
 * @param refused minutes with refusals, and how many there were in each
 * @param used minutes with calls that went through
 */
export function stoppedTime(
  refused: readonly { minute: Date; calls: number }[],
  used: readonly Date[],
): Stopped {
  const through = used.map((at) => at.getTime()).sort((a, b) => a - b);
  const stops = [...refused].sort((a, b) => a.minute.getTime() - b.minute.getTime());
  let minutes = 0;
  let waitsUntil = Number.NEGATIVE_INFINITY;
  let next = 0;
  for (const { minute } of stops) {
    const from = minute.getTime();
    if (from < waitsUntil) continue;
    while (next < through.length && (through[next] ?? 0) < from) next += 1;
    const resumed = through[next] ?? Number.POSITIVE_INFINITY;
    waitsUntil = Math.min(Math.max(resumed, from + minuteMs), from + longestWaitMinutes * minuteMs);
    minutes += Math.round((waitsUntil - from) / minuteMs);
  }
  return { calls: stops.reduce((sum, { calls }) => sum + calls, 0), minutes };
}
