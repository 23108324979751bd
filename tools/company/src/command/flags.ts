import { parseArgs } from 'node:util';
import { type CompanySize, dateOf } from '../index.ts';

/** Reads `--seed --people --agents --days --from --events`, `--out` and `--home` of a command of this folder. */
export function commandOf(argv: readonly string[]): {
  size: CompanySize;
  out: string;
  home: string | undefined;
} {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '1' },
      people: { type: 'string', default: '60' },
      agents: { type: 'string', default: '1' },
      days: { type: 'string', default: '120' },
      from: { type: 'string' },
      events: { type: 'string' },
      out: { type: 'string', default: 'company' },
      home: { type: 'string' },
    },
  });
  const days = numberOf('days', values.days);
  const yesterday = Math.floor(Date.now() / 86_400_000) - 1;
  return {
    out: values.out,
    home: values.home,
    size: {
      seed: numberOf('seed', values.seed),
      people: numberOf('people', values.people),
      agentsPerPerson: numberOf('agents', values.agents),
      days,
      from: values.from ?? dateOf('1970-01-01', yesterday - days + 1),
      eventsTarget: values.events === undefined ? undefined : numberOf('events', values.events),
    },
  };
}

function numberOf(name: string, text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Error(`--${name} ${text} is no whole number`);
}
