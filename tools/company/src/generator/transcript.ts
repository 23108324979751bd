import { startOf } from './calendar.ts';
import type { Company } from './company.ts';
import { models } from './models.ts';
import { drawHex, type Random, randomOf } from './random.ts';
import { missesCache, type Stories } from './story.ts';
import type { Caller } from './week.ts';

/** A line of a Claude Code transcript, as far as anything reads it: no text of anybody's. */
export interface TranscriptLine {
  type: 'assistant';
  sessionId: string;
  cwd: string;
  gitBranch: string;
  timestamp: string;
  requestId: string;
  message: {
    id: string;
    model: string;
    usage: {
      input_tokens: number;
      cache_creation_input_tokens: number;
      cache_read_input_tokens: number;
      output_tokens: number;
    };
  };
}

export const repositories = ['fleet-api', 'pilot-app', 'arm-control', 'data-lake'] as const;

/** Where the price for long prompts would begin; sessions are compacted well before. */
const longestContext = 150_000;
/** One of so many responses stands on two lines, the first with less output, as streams are written. */
const partialShare = 0.08;

/** The day's transcript lines of one caller: one to three sessions, each on one branch. */
export function* transcriptOf(
  company: Company,
  stories: Stories,
  caller: Caller,
  day: number,
): Iterable<TranscriptLine> {
  const random = randomOf(company.size.seed, 'transcript', caller.account, day);
  const sessions = Math.min(caller.requests, caller.agent ? 1 : random.int(1, 3));
  let written = 0;
  for (let session = 0; session < sessions; session++) {
    const count = Math.floor(((session + 1) * caller.requests) / sessions) - written;
    written += count;
    yield* sessionOf(company, stories, caller, day, session, count, random);
  }
}

function* sessionOf(
  { size }: Company,
  stories: Stories,
  caller: Caller,
  day: number,
  session: number,
  count: number,
  random: Random,
): Iterable<TranscriptLine> {
  const repo = random.pick(repositories);
  const model = modelFor(random, caller.agent);
  const id = uuid(random);
  const branch = branchOf(caller, repo, day);
  const missing = missesCache(stories, caller.person.team.key, repo, day);
  // Persons work in the day, agents by night.
  let at =
    startOf(size.from, day) + ((caller.agent ? 0 : 7) + session * 3) * 3_600_000 + random.int(0, 3_600_000);
  let context = random.int(12_000, 30_000);
  let cached = 0;
  for (let place = 0; place < count; place++) {
    at += random.int(4_000, 90_000);
    const fresh = random.int(300, 4_000);
    const usage = {
      input_tokens: random.int(2, 400),
      cache_creation_input_tokens: missing ? context : context - cached,
      cache_read_input_tokens: missing ? 0 : cached,
      output_tokens: Math.max(1, Math.round(random.around(260, 0.9))),
    };
    const line = lineOf(`${caller.account}:${day}:${session}:${place}`, size.seed, {
      ...{ sessionId: id, cwd: `/home/${caller.account}/src/${repo}`, gitBranch: branch },
      ...{ timestamp: new Date(at).toISOString(), model, usage },
    });
    if (random.chance(partialShare)) yield partial(line);
    yield line;
    cached = context;
    context += fresh;
    if (context > longestContext) [context, cached] = [random.int(12_000, 30_000), 0];
  }
}

/** Branches carry the ticket; agents work on their person's. */
export const branchOf = ({ person }: Pick<Caller, 'person'>, repo: string, day: number): string =>
  person.team.area === 'engineering' ? `feat/${ticketOf(person.index, Math.floor(day / 4))}-${repo}` : 'main';

/** The ticket that a person works on for some days. */
export const ticketOf = (person: number, turn: number): string => `hal-${person * 1_000 + turn + 1}`;

function modelFor(random: Random, agent: boolean): string {
  const luck = random.next();
  if (agent) return luck < 0.3 ? models.small : luck < 0.9 ? models.middle : models.large;
  return luck < 0.15 ? models.small : luck < 0.7 ? models.middle : models.large;
}

interface Call {
  sessionId: string;
  cwd: string;
  gitBranch: string;
  timestamp: string;
  model: string;
  usage: TranscriptLine['message']['usage'];
}

export function lineOf(name: string, seed: number, { model, usage, ...call }: Call): TranscriptLine {
  const id = `${seed.toString(36)}:${name}`;
  return {
    type: 'assistant',
    ...call,
    requestId: `req_${id}`,
    message: { id: `msg_${id}`, model, usage },
  };
}

function partial(line: TranscriptLine): TranscriptLine {
  const { usage } = line.message;
  const output_tokens = Math.max(1, Math.floor(usage.output_tokens / 3));
  return { ...line, message: { ...line.message, usage: { ...usage, output_tokens } } };
}

export function uuid(random: Random): string {
  const hex = drawHex(random, 32);
  const part = (from: number, to: number) => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}
