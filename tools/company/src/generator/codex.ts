import { startOf } from './calendar.ts';
import type { Company, Person } from './company.ts';
import { type Random, randomOf } from './random.ts';
import { branchOf, repositories, uuid } from './transcript.ts';
import type { Caller } from './week.ts';

/** Running totals or the last response of a Codex session. */
export interface CodexUsage {
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_output_tokens: number;
  total_tokens: number;
}

/** A line of a Codex rollout, as far as anything reads it. Totals run over the session's file. */
export type CodexLine = { timestamp: string } & (
  | {
      type: 'session_meta';
      payload: {
        id: string;
        cwd: string;
        model_provider: 'openai';
        git: { branch: string; repository_url: string };
      };
    }
  | { type: 'turn_context'; payload: { cwd: string; model: string } }
  | {
      type: 'event_msg';
      payload: {
        type: 'token_count';
        info: { total_token_usage: CodexUsage; last_token_usage: CodexUsage };
      };
    }
);

/** A line with the session whose file it stands in. */
export interface CodexRecord {
  session: string;
  line: CodexLine;
}

export const codexModel = 'gpt-5-codex';

/** One engineer in eight works with Codex; their agents are Claude's all the same. */
export const usesCodex = ({ team, index, manager }: Person): boolean =>
  team.area === 'engineering' && !manager && index % 8 === 3;

/** The day's rollout of one person: one session. */
export function* rolloutOf({ size }: Company, caller: Caller, day: number): Iterable<CodexRecord> {
  const random = randomOf(size.seed, 'codex', caller.account, day);
  const session = uuid(random);
  const repo = random.pick(repositories);
  const cwd = `/home/${caller.account}/src/${repo}`;
  let at = startOf(size.from, day) + 8 * 3_600_000 + random.int(0, 3_600_000);
  const told = (line: CodexLine): CodexRecord => ({ session, line });
  const now = () => new Date(at).toISOString();
  const git = {
    branch: branchOf(caller, repo, day),
    repository_url: `https://github.com/halyard-fictional/${repo}`,
  };
  yield told({
    timestamp: now(),
    type: 'session_meta',
    payload: { id: session, cwd, model_provider: 'openai', git },
  });
  yield told({ timestamp: now(), type: 'turn_context', payload: { cwd, model: codexModel } });
  let total: CodexUsage = usageOf(0, 0, 0, 0);
  for (let place = 0; place < caller.requests; place++) {
    at += random.int(4_000, 90_000);
    const last = answerOf(random, place);
    total = added(total, last);
    const info = { total_token_usage: total, last_token_usage: last };
    yield told({ timestamp: now(), type: 'event_msg', payload: { type: 'token_count', info } });
  }
}

function answerOf(random: Random, place: number): CodexUsage {
  const cached = place === 0 ? 0 : random.int(8_000, 40_000);
  const output = Math.max(1, Math.round(random.around(340, 0.9)));
  return usageOf(cached + random.int(300, 6_000), cached, output, Math.floor(output / 3));
}

const usageOf = (input: number, cached: number, output: number, reasoning: number): CodexUsage => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
  total_tokens: input + output,
});

const added = (a: CodexUsage, b: CodexUsage): CodexUsage =>
  usageOf(
    a.input_tokens + b.input_tokens,
    a.cached_input_tokens + b.cached_input_tokens,
    a.output_tokens + b.output_tokens,
    a.reasoning_output_tokens + b.reasoning_output_tokens,
  );
