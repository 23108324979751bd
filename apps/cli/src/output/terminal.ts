import { type Style, styleFor, wantsColor } from './style.ts';

/** The world as a command sees it; tests pass their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeDir: string;
  /** Cells of the output; COLUMNS wins, 80 where nobody knows. */
  readonly columns: number;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly style: Style;
  readonly errStyle: Style;
  /** Time zone of this machine, IANA. */
  readonly timeZone: string;
  /** File by which this program was started; where nobody knows, undefined. */
  readonly script: string | undefined;
  now(): Date;
  out(text: string): void;
  err(text: string): void;
}

/** What of the process a terminal is made of. */
export interface TerminalParts {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  homeDir: string;
  stdout: { columns?: number; isTTY?: boolean; write(text: string): unknown };
  stderr: { isTTY?: boolean; write(text: string): unknown };
  now: () => Date;
  script?: string | undefined;
}

/** Builds the terminal of this process. */
export function makeTerminal(parts: TerminalParts): Terminal {
  const { env, stdout, stderr } = parts;
  const stated = Number.parseInt(env.COLUMNS ?? '', 10);
  return {
    env,
    cwd: parts.cwd,
    homeDir: parts.homeDir,
    columns: stated > 0 ? stated : (stdout.columns ?? 80),
    outIsTty: stdout.isTTY === true,
    errIsTty: stderr.isTTY === true,
    style: styleFor(wantsColor(env, stdout.isTTY === true)),
    errStyle: styleFor(wantsColor(env, stderr.isTTY === true)),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    script: parts.script,
    now: parts.now,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
  };
}
