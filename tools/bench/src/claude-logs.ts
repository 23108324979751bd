import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface ClaudeLogsPlan {
  directory: string;
  seed: number;
  /** Stop after about this many bytes, or after exactly this many requests. */
  bytes?: number;
  requests?: number;
  /** First day, ISO date; usage spreads over `days` from there. */
  start?: string;
  days?: number;
  /** Requests per transcript on average. */
  requestsPerFile?: number;
}

/** What the logs truly hold, whatever a reader makes of them. */
export interface ClaudeLogsTruth {
  files: number;
  bytes: number;
  lines: number;
  requests: number;
  tokens: TokenSums;
  byModel: Record<string, { requests: number } & TokenSums>;
  byDay: Record<string, { requests: number; total: number }>;
}

export interface TokenSums {
  uncached_input: number;
  cache_read: number;
  cache_write_5m: number;
  cache_write_1h: number;
  output: number;
  total: number;
}

const models = ['claude-opus-4-6', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'];
const filler =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore '.repeat(
    130,
  );

/** Seeded generator (mulberry32), so that the same plan gives the same bytes. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const empty = (): TokenSums => ({
  uncached_input: 0,
  cache_read: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  output: 0,
  total: 0,
});

/**
 * Writes Claude Code transcripts with the line mix of real ones: about 18 % answer lines with usage
 * (one to three growing snapshots per request), tool results of up to 12 kB, progress and
 * snapshots. Returns the true totals. Deterministic for a plan.
 */
export function writeClaudeLogs(plan: ClaudeLogsPlan): ClaudeLogsTruth {
  const random = seeded(plan.seed);
  const truth: ClaudeLogsTruth = {
    files: 0,
    bytes: 0,
    lines: 0,
    requests: 0,
    tokens: empty(),
    byModel: {},
    byDay: {},
  };
  const done = () =>
    truth.requests >= (plan.requests ?? Number.POSITIVE_INFINITY) ||
    truth.bytes >= (plan.bytes ?? Number.POSITIVE_INFINITY);
  while (!done()) writeTranscript(plan, random, truth, done);
  return truth;
}

interface Transcript {
  random: () => number;
  truth: ClaudeLogsTruth;
  sessionId: string;
  cwd: string;
  branch: string;
  clock: number;
  oneHourCache: boolean;
  put(line: object): void;
}

function writeTranscript(
  plan: ClaudeLogsPlan,
  random: () => number,
  truth: ClaudeLogsTruth,
  done: () => boolean,
): void {
  const project = Math.floor(random() * 40);
  const cwd = `/home/dev/project-${project}`;
  const sessionId = uuid(random);
  const folder = join(plan.directory, 'projects', cwd.replaceAll('/', '-'));
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `${sessionId}.jsonl`), 'w');
  let pending: string[] = [];
  let pendingBytes = 0;
  const flush = () => {
    truth.bytes += writeSync(file, pending.join(''));
    pending = [];
    pendingBytes = 0;
  };
  const start =
    Date.parse(plan.start ?? '2026-05-01') + Math.floor(random() * (plan.days ?? 90) * 86_400_000);
  const transcript: Transcript = {
    random,
    truth,
    sessionId,
    cwd,
    branch: random() < 0.3 ? 'main' : `feature-${Math.floor(random() * 400)}`,
    clock: start,
    oneHourCache: random() < 0.4,
    put: (line) => {
      const text = `${JSON.stringify(line)}\n`;
      pending.push(text);
      pendingBytes += text.length;
      truth.lines += 1;
      if (pendingBytes > 1_000_000) flush();
    },
  };
  const wanted = 1 + Math.floor(random() * 2 * (plan.requestsPerFile ?? 150));
  for (let made = 0; made < wanted && !done(); made += 1) writeTurn(transcript);
  flush();
  closeSync(file);
  truth.files += 1;
}

function writeTurn(transcript: Transcript): void {
  const { random } = transcript;
  writeRequest(transcript);
  if (random() < 0.65) transcript.put(toolResult(transcript));
  const progress = Math.floor(random() * 13);
  for (let line = 0; line < progress; line += 1) transcript.put(progressLine(transcript));
  if (random() < 0.12) transcript.put(snapshotLine(transcript));
}

function writeRequest(transcript: Transcript): void {
  const { random, truth } = transcript;
  const model = models[random() < 0.6 ? 0 : random() < 0.6 ? 1 : 2] as string;
  const written = Math.floor(random() * 9000);
  const usage: TokenSums = {
    uncached_input: 1 + Math.floor(random() * 40),
    cache_read: Math.floor(random() * 160_000),
    cache_write_5m: transcript.oneHourCache ? 0 : written,
    cache_write_1h: transcript.oneHourCache ? written : 0,
    output: 1 + Math.floor(random() ** 3 * 4000),
    total: 0,
  };
  usage.total = usage.uncached_input + usage.cache_read + written + usage.output;
  const message = `msg_01${text(random, 22)}`;
  const request = `req_011C${text(random, 20)}`;
  const snapshots = 1 + Math.floor(random() * 3);
  for (let shot = 1; shot <= snapshots; shot += 1) {
    const output = shot === snapshots ? usage.output : Math.min(usage.output, shot);
    transcript.put(answerLine(transcript, { model, message, request, usage: { ...usage, output } }));
  }
  count(truth, model, new Date(transcript.clock).toISOString().slice(0, 10), usage);
}

function count(truth: ClaudeLogsTruth, model: string, day: string, usage: TokenSums): void {
  const ofModel = truth.byModel[model] ?? { requests: 0, ...empty() };
  const ofDay = truth.byDay[day] ?? { requests: 0, total: 0 };
  truth.byModel[model] = ofModel;
  truth.byDay[day] = ofDay;
  truth.requests += 1;
  ofModel.requests += 1;
  ofDay.requests += 1;
  ofDay.total += usage.total;
  for (const key of Object.keys(usage) as (keyof TokenSums)[]) {
    truth.tokens[key] += usage[key];
    ofModel[key] += usage[key];
  }
}

function common({ sessionId, cwd, branch, random }: Transcript): object {
  return {
    parentUuid: uuid(random),
    isSidechain: false,
    userType: 'external',
    cwd,
    sessionId,
    version: '2.1.60',
    gitBranch: branch,
  };
}

function answerLine(
  transcript: Transcript,
  { model, message, request, usage }: { model: string; message: string; request: string; usage: TokenSums },
): object {
  const { random } = transcript;
  return {
    ...common(transcript),
    message: {
      model,
      id: message,
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: filler.slice(0, 60 + Math.floor(random() ** 2 * 2500)) }],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: usage.uncached_input,
        cache_creation_input_tokens: usage.cache_write_5m + usage.cache_write_1h,
        cache_read_input_tokens: usage.cache_read,
        cache_creation: {
          ephemeral_5m_input_tokens: usage.cache_write_5m,
          ephemeral_1h_input_tokens: usage.cache_write_1h,
        },
        output_tokens: usage.output,
        service_tier: 'standard',
        inference_geo: 'not_available',
      },
    },
    requestId: request,
    type: 'assistant',
    uuid: uuid(random),
    timestamp: new Date(transcript.clock).toISOString(),
  };
}

function toolResult(transcript: Transcript): object {
  const { random } = transcript;
  transcript.clock += Math.floor(random() * 40_000);
  const result = filler.slice(0, 200 + Math.floor(random() ** 2 * 12_000));
  return {
    ...common(transcript),
    type: 'user',
    message: {
      role: 'user',
      content: [{ tool_use_id: `toolu_01${text(random, 22)}`, type: 'tool_result', content: result }],
    },
    uuid: uuid(random),
    timestamp: new Date(transcript.clock).toISOString(),
    toolUseResult: { stdout: result, stderr: '', interrupted: false, isImage: false },
  };
}

function progressLine(transcript: Transcript): object {
  const { random } = transcript;
  return {
    ...common(transcript),
    type: 'progress',
    data: {
      type: 'bash_progress',
      output: filler.slice(0, Math.floor(random() * 500)),
      elapsedTimeSeconds: Math.floor(random() * 60),
    },
    toolUseID: `bash-progress-${Math.floor(random() * 1000)}`,
    uuid: uuid(random),
    timestamp: new Date(transcript.clock).toISOString(),
  };
}

function snapshotLine({ random, clock }: Transcript): object {
  return {
    type: 'file-history-snapshot',
    messageId: uuid(random),
    snapshot: { messageId: uuid(random), trackedFileBackups: {}, timestamp: new Date(clock).toISOString() },
    isSnapshotUpdate: false,
  };
}

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789';

function text(random: () => number, length: number): string {
  let made = '';
  for (let at = 0; at < length; at += 1) made += alphabet[Math.floor(random() * alphabet.length)];
  return made;
}

function uuid(random: () => number): string {
  const hex = (length: number) => {
    let made = '';
    while (made.length < length)
      made += Math.floor(random() * 0x10000)
        .toString(16)
        .padStart(4, '0');
    return made.slice(0, length);
  };
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
