import type { PolicyEntry } from '@exchequer/core/policy';
import type { z } from 'zod';
import type { FilePath } from './document.ts';
import { amountIn, fault, type flatEnvelopeSchema, type Gathering } from './gather.ts';

type Written = z.infer<typeof flatEnvelopeSchema>;

/** One envelope with its defaults filled in; null, with the faults noted, when its fields disagree. */
export function readEntry(
  gathering: Gathering,
  written: Written,
  path: FilePath,
  parentKey: string | null,
): PolicyEntry | null {
  const { defaults, currency, faults, text } = gathering;
  const before = faults.length;
  const amount = (value: string | number | undefined, ...field: string[]) =>
    amountIn(value, currency, [...path, ...field], faults, text);
  const say = (field: string, code: string, error: string, fix: string) =>
    faults.push(fault(text.lineOf([...path, field]), [...path, field].join('.'), code, error, fix));
  const closed = written.closed ?? false;
  const release = written.release ?? false;
  const period = written.period ?? defaults.period;
  checkCover(written, say);
  checkThresholds(written.thresholds, say);
  checkPlace(written, path, say);
  if (closed && release) {
    const error = 'it is closed and handed back to the web app at once';
    say('release', 'release-closed', error, 'Keep `closed:` or `release:`.');
  }
  if (written.limit === undefined && !closed && !release) {
    say('limit', 'limit-missing', `${written.name} has no limit`, 'Add `limit:`, such as $2,000.');
  }
  const entry: PolicyEntry = {
    key: written.key,
    name: written.name,
    kind: written.kind,
    covers: written.covers ?? '',
    limit: amount(written.limit, 'limit') ?? 0n,
    period,
    custom: customOf(written, period, say),
    enforcement: written.enforcement ?? defaults.enforcement,
    thresholds: written.thresholds ?? defaults.thresholds,
    rollover: written.rollover
      ? { percent: written.rollover.percent, cap: amount(written.rollover.cap, 'rollover', 'cap') }
      : null,
    overdraft: amount(written.overdraft, 'overdraft') ?? defaults.overdraft,
    owner: written.owner ?? null,
    adopt: written.adopt ?? null,
    under: written.under ?? null,
    closed,
    release,
    parentKey,
    path: path.join('.'),
    line: text.lineOf(path),
    lines: Object.fromEntries(Object.keys(written).map((field) => [field, text.lineOf([...path, field])])),
  };
  return faults.length > before ? null : entry;
}

type Say = (field: string, code: string, error: string, fix: string) => void;

function checkCover({ kind, covers, name }: Written, say: Say): void {
  if (kind === 'company' && covers !== undefined) {
    say('covers', 'cover-not-wanted', `${name} is the company and covers all of it`, 'Remove `covers:`.');
  }
  if (kind !== 'company' && covers === undefined) {
    const error = `${name} does not say which ${kind.replace('_', ' ')} it covers`;
    say('covers', 'cover-missing', error, 'Add `covers:` with a name, external id or id.');
  }
}

function checkThresholds(thresholds: readonly number[] | undefined, say: Say): void {
  const ascending = thresholds?.every((one, i) => i === 0 || one > (thresholds[i - 1] ?? 0)) ?? true;
  if (ascending) return;
  say(
    'thresholds',
    'thresholds-order',
    'the thresholds do not ascend',
    'Write them from low to high, each once.',
  );
}

function checkPlace({ under }: Written, path: FilePath, say: Say): void {
  if (under === undefined || path.length === 2) return;
  const fix = 'Remove `under:`, or move the envelope to the top of the file.';
  say('under', 'parent-twice', 'it is nested in another envelope and names a parent too', fix);
}

function customOf(written: Written, period: PolicyEntry['period'], say: Say): PolicyEntry['custom'] {
  const { starts_on: startsOn, ends_on: endsOn } = written;
  if (period !== 'custom') {
    const field = startsOn ? 'starts_on' : 'ends_on';
    if (startsOn ?? endsOn) {
      say(
        field,
        'days-not-wanted',
        `a period of one ${period} has no days of its own`,
        'Write `period: custom`, or remove the days.',
      );
    }
    return null;
  }
  if (!startsOn || !endsOn) {
    const missing = startsOn ? 'ends_on' : 'starts_on';
    say(
      missing,
      'days-missing',
      `a custom period needs its days; \`${missing}\` is missing`,
      `Add \`${missing}:\`.`,
    );
    return null;
  }
  if (endsOn <= startsOn) {
    say('ends_on', 'days-order', `the period would end on ${endsOn} before it begins`, 'Give a later end.');
  }
  return { startsOn, endsOn };
}
