import { isWeekend, startOf } from './calendar.ts';
import { type Company, isAtWork, type Person } from './company.ts';
import { models } from './models.ts';
import { drawHex, type Random, randomOf } from './random.ts';

type Value = { stringValue: string } | { intValue: string };

/** A span of OTLP/JSON as an instrumented program of the company exports it. */
export interface TracedSpan {
  traceId: string;
  spanId: string;
  name: string;
  kind: 3;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Value }[];
}

/** The program whose spans these are. */
export const tracedService = 'halyard-planner';

/** All of finance plan in a tool of the company’s own, whose model calls it traces. */
export const usesTraced = ({ team }: Person): boolean => team.area === 'finance';

/** What the program traces on a day: an agent’s run with the model calls in it, which alone count. */
export function* spansOf(company: Company, day: number): Iterable<TracedSpan> {
  const { size, people } = company;
  if (isWeekend(size.from, day)) return;
  for (const person of people) {
    if (!usesTraced(person) || !isAtWork(person, day)) continue;
    const random = randomOf(size.seed, 'spans', person.index, day);
    const begin = startOf(size.from, day) + random.int(8, 15) * 3_600_000;
    for (let run = random.int(1, 3); run > 0; run--)
      yield* runOf(person, random, begin + run * random.int(600_000, 1_800_000));
  }
}

/** One run: the agent’s span repeats the sum of its calls, as such spans do. */
function* runOf(person: Person, random: Random, at: number): Iterable<TracedSpan> {
  const traceId = drawHex(random, 32);
  const calls = Array.from({ length: random.int(1, 3) }, (_, place) => ({
    begin: at + place * 20_000,
    read: random.chance(0.5) ? random.int(500, 4_000) : 0,
    fresh: random.int(500, 6_000),
    output: random.int(80, 900),
  }));
  const sum = (of: (call: (typeof calls)[number]) => number) =>
    calls.reduce((total, call) => total + of(call), 0);
  yield spanOf(random, traceId, {
    ...{ name: 'invoke_agent planner', operation: 'invoke_agent', person, begin: at, end: at + 120_000 },
    ...{
      input: sum((call) => call.fresh + call.read),
      read: sum((call) => call.read),
      output: sum((call) => call.output),
    },
  });
  for (const { begin, read, fresh, output } of calls) {
    yield spanOf(random, traceId, {
      ...{ name: `chat ${models.middle}`, operation: 'chat', person, begin, end: begin + 15_000 },
      ...{ input: fresh + read, read, output },
    });
  }
}

interface Told {
  name: string;
  operation: 'chat' | 'invoke_agent';
  person: Person;
  begin: number;
  end: number;
  input: number;
  read: number;
  output: number;
}

function spanOf(random: Random, traceId: string, told: Told): TracedSpan {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const count = (key: string, value: number) => ({ key, value: { intValue: String(value) } });
  return {
    ...{ traceId, spanId: drawHex(random, 16), name: told.name, kind: 3 },
    startTimeUnixNano: `${told.begin}000000`,
    endTimeUnixNano: `${told.end}000000`,
    attributes: [
      text('gen_ai.operation.name', told.operation),
      text('gen_ai.provider.name', 'anthropic'),
      text('gen_ai.request.model', models.middle),
      text('gen_ai.response.model', models.middle),
      text('user.email', told.person.email),
      count('gen_ai.usage.input_tokens', told.input),
      count('gen_ai.usage.cache_read.input_tokens', told.read),
      count('gen_ai.usage.output_tokens', told.output),
    ],
  };
}
