import { isWeekend, startOf } from './calendar.ts';
import { type Company, isAtWork, type Person } from './company.ts';
import { models } from './models.ts';
import { costOf } from './price.ts';
import { type Random, randomOf } from './random.ts';
import { uuid } from './transcript.ts';

/** A row of LiteLLM’s `/spend/logs`, as far as anything reads it. `prompt_tokens` holds the cached ones too. */
export interface SpendLogRow {
  request_id: string;
  call_type: 'acompletion';
  model: string;
  custom_llm_provider: 'anthropic';
  startTime: string;
  endTime: string;
  prompt_tokens: number;
  completion_tokens: number;
  /** US dollars. */
  spend: string;
  metadata: {
    user_api_key_user_email: string;
    user_api_key_team_alias: string;
    usage_object: { prompt_tokens_details: { cached_tokens: number } };
  };
}

/** Half of support writes with a chat that goes through the company’s LiteLLM proxy. */
export const usesProxy = ({ team, index }: Person): boolean => team.area === 'support' && index % 2 === 1;

/** What the proxy logs on a day: some chats of everybody who uses it. */
export function* spendLogOf(company: Company, day: number): Iterable<SpendLogRow> {
  const { size, people } = company;
  if (isWeekend(size.from, day)) return;
  for (const person of people) {
    if (!usesProxy(person) || !isAtWork(person, day)) continue;
    const random = randomOf(size.seed, 'proxy', person.index, day);
    const begin = startOf(size.from, day) + random.int(8, 15) * 3_600_000;
    for (let place = random.int(1, 4); place > 0; place--)
      yield rowOf(person, random, begin + place * random.int(60_000, 900_000));
  }
}

function rowOf({ email, team }: Person, random: Random, at: number): SpendLogRow {
  const model = random.chance(0.7) ? models.small : models.middle;
  const read = random.chance(0.4) ? random.int(1_000, 6_000) : 0;
  const input = random.int(400, 5_000);
  const output = random.int(60, 700);
  return {
    ...{ request_id: `chatcmpl-${uuid(random)}`, call_type: 'acompletion' },
    ...{ model: `anthropic/${model}`, custom_llm_provider: 'anthropic' },
    startTime: new Date(at).toISOString(),
    endTime: new Date(at + output * 12).toISOString(),
    ...{ prompt_tokens: input + read, completion_tokens: output },
    spend: dollars(costOf(model, { input, write: 0, read, output })),
    metadata: {
      user_api_key_user_email: email,
      user_api_key_team_alias: team.path.split(' / ').at(-1) ?? '',
      usage_object: { prompt_tokens_details: { cached_tokens: read } },
    },
  };
}

const dollars = (pico: bigint): string =>
  `${pico / 10n ** 12n}.${String(pico % 10n ** 12n).padStart(12, '0')}`;
