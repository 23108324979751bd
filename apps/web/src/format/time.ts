const steps: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** A span in its largest whole unit, such as `12 s` or `3 d`. */
export function span(seconds: number): string {
  const size = Math.max(0, Math.round(seconds));
  const [unit, name] = steps.find(([s]) => size >= s) ?? [1, 's'];
  return `${Math.floor(size / unit).toLocaleString('en-US')} ${name}`;
}

/** How long ago an instant lies. */
export const ago = (instant: string, now: Date) =>
  `${span((now.getTime() - Date.parse(instant)) / 1000)} ago`;

/** An instant in a time zone, such as `12 Feb 2026, 14:02`. */
export function moment(instant: string, timeZone: string, seconds = false): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  }).format(new Date(instant));
}

/** Bytes in steps of 1,000, as disks are sold. */
export function bytes(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} GB`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  return count >= 1e3 ? `${(count / 1e3).toFixed(0)} kB` : `${count} B`;
}
