/** Sums of one person or of too few, which no answer and no difference of two answers may tell. */
export const secrets = new Map<string, bigint>();
const keep = (name: string, tokens: number) => secrets.set(name, (secrets.get(name) ?? 0n) + BigInt(tokens));

const weekdays = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06'];
const team = (name: string, size: number) =>
  Array.from({ length: size }, (_, at) => ({ who: `${name}${at + 1}`, team: name }));
export const people = [...team('red', 7), ...team('blue', 6), ...team('tiny', 2), ...team('solo', 1)];

interface Use {
  who: string;
  day: string;
  tokens: number;
  repo?: string;
  branch?: string;
}

/** Everybody's week; amounts are primes and powers apart, so that no sum looks like another by chance. */
export function week(): Use[] {
  const uses = people.flatMap(({ who, team: of }, at) =>
    weekdays.map((day, on) => {
      const tokens = of === 'solo' ? 7_777 : of === 'tiny' ? 5_501 + at : 10_007 + at * 131 + on * 17;
      if (of === 'solo' || of === 'tiny') keep(of, tokens);
      if (of === 'solo') keep(`solo on ${day}`, tokens);
      return { who, day, tokens, repo: 'git/main', branch: `${who}/work` };
    }),
  );
  keep('red1 on Saturday', 12_345);
  keep('the private repository', 3_331);
  return [
    ...uses,
    { who: 'red1', day: '2026-11-07', tokens: 12_345, repo: 'git/main' },
    { who: 'red1', day: '2026-11-03', tokens: 3_331, repo: 'git/private' },
    // Joins late in the week, and works on two days.
    { who: 'blue7', day: '2026-11-05', tokens: 9_973, repo: 'git/main' },
    { who: 'blue7', day: '2026-11-06', tokens: 9_967, repo: 'git/main' },
  ];
}

export const usage = ({ who, day, tokens, repo = '', branch = '' }: Use, at: number) => ({
  id: `use-${at}`,
  occurred_at: `${day}T12:00:00Z`,
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  tokens: { output: tokens },
  session_id: `session-of-${who}-${day}`,
  repo,
  branch,
  actor: { kind: 'email', id: `${who}@x.test` },
});
