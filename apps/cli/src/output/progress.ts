import { durationFigure } from './numbers.ts';
import { fitCells } from './style.ts';
import type { Terminal } from './terminal.ts';

/** How far a job is; without `of` the end is unknown and no remaining time is promised. */
export interface Step {
  what: string;
  done?: number;
  of?: number;
}

/** Shows progress on stderr: one line that is redrawn on a terminal, rare plain lines elsewhere. */
export interface Progress {
  step(step: Step): void;
  /** Takes the redrawn line away, so that what follows starts on a clean line. */
  clear(): void;
}

const redrawMs = 80;
/** Off a terminal (CI logs), a line only this often, and none for jobs shorter than this. */
const plainMs = 5_000;

/** Starts the clock of a job. */
export function startProgress(terminal: Terminal): Progress {
  const started = terminal.now().getTime();
  const every = terminal.errIsTty ? redrawMs : plainMs;
  let last = terminal.errIsTty ? 0 : started;
  let drawn = false;
  return {
    step(step) {
      const now = terminal.now().getTime();
      if (now - last < every) return;
      last = now;
      const line = progressLine(step, now - started);
      if (!terminal.errIsTty) return terminal.err(`${line}\n`);
      terminal.err(`\r\u001b[2K${fitCells(line, Math.max(20, terminal.columns - 1))}`);
      drawn = true;
    },
    clear() {
      if (drawn) terminal.err('\r\u001b[2K');
      drawn = false;
    },
  };
}

const barCells = 16;

/** "Reading claude-code  ████████░░░░  52 % · 1.4 s · ETA 1.3 s". */
export function progressLine(step: Step, elapsedMs: number): string {
  const elapsed = durationFigure(elapsedMs);
  if (!step.of || step.done === undefined) return `${step.what} · ${elapsed}`;
  const share = Math.min(1, Math.max(0, step.done / step.of));
  const filled = Math.round(share * barCells);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}`;
  const percent = `${Math.floor(share * 100)} %`;
  const remaining =
    share > 0.02 && share < 1 ? ` · ETA ${durationFigure((elapsedMs / share) * (1 - share))}` : '';
  return `${step.what}  ${bar}  ${percent} · ${elapsed}${remaining}`;
}
