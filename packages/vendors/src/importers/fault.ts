/** What is wrong with a line, and what its reader can do, in one sentence each. */
export interface FaultText {
  error: string;
  fix: string;
}

const restore = 'Restore the line from a backup, or dismiss it; the other lines of the file were taken.';
const report =
  'If the tool really wrote this, its format has changed: update Exchequer, then replay the quarantine.';
const clock = 'Correct the clock or the time in the line, then replay it, or dismiss it.';

const faults: Readonly<Record<string, FaultText>> = {
  'not-json': { error: 'the line is not valid JSON; it is cut off or damaged', fix: restore },
  'count-not-whole': { error: 'a token count is not a whole number', fix: report },
  'count-negative': { error: 'a token count is negative', fix: report },
  'count-absurd': { error: 'a token count is above 10¹², which no call can reach', fix: report },
  'usage-without-counts': { error: 'the usage names no token counts', fix: report },
  'total-missing': { error: 'the token count states no running total', fix: report },
  'reasoning-beyond-output': { error: 'reasoning is above the output that contains it', fix: report },
  'model-missing': { error: 'the record names no model, so it cannot be priced', fix: report },
  'time-unreadable': { error: 'the time of the record is missing or cannot be read', fix: clock },
  'time-future': { error: 'the time of the record lies more than a day in the future', fix: clock },
  'time-past': { error: 'the time of the record lies before 2020', fix: clock },
  'id-missing': { error: 'the record has no id, so it could not be counted once', fix: report },
  'not-a-database': {
    error: 'the file is not a database that can be read',
    fix: 'Close the tool that writes it and import again, or restore the file from a backup.',
  },
};

/** The sentences of a fault code. */
export function faultText(code: string): FaultText {
  return faults[code] ?? { error: `the record could not be read (${code})`, fix: report };
}
