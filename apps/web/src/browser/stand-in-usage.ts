/** Invented usage of a small company, the same on every run, for pages that are looked at without a tower. */
export interface StandInEvent {
  id: string;
  at: string;
  tool: string;
  provider: string;
  model: string;
  session: string;
  repo: string;
  branch: string;
  team: string;
  thread: string;
  source: string;
  tokens: Record<'uncached_input' | 'cache_read' | 'cache_write_5m' | 'cache_write_1h' | 'output', number>;
  /** Pico-dollars; null while the model has no price. */
  cost: bigint | null;
}

/** Pico-dollars per token of a class. */
const prices: Record<string, readonly [number, number, number, number, number] | null> = {
  'claude-opus-4-6': [5e6, 0.5e6, 6.25e6, 10e6, 25e6],
  'claude-haiku-4-5-20251001': [1e6, 0.1e6, 1.25e6, 2e6, 5e6],
  'claude-sonnet-4-5-20250929': [3e6, 0.3e6, 3.75e6, 6e6, 15e6],
  'gpt-5.2-codex': [1.75e6, 0.175e6, 0, 0, 14e6],
  'orchid-preview-2': null,
};

const mix: readonly (readonly [
  model: string,
  tool: string,
  provider: string,
  source: string,
  weight: number,
])[] = [
  ['claude-opus-4-6', 'claude-code', 'anthropic', 'claude-code.log', 46],
  ['claude-haiku-4-5-20251001', 'claude-code', 'anthropic', 'claude-code.log', 26],
  ['claude-sonnet-4-5-20250929', 'claude-code', 'anthropic', 'otlp.claude-code', 12],
  ['gpt-5.2-codex', 'codex', 'openai', 'codex.log', 14],
  ['orchid-preview-2', 'orchid', 'orchid', 'otlp.genai', 2],
];
const repos = [
  'https://git.example.com/harbour/ledger.git',
  'https://git.example.com/harbour/router.git',
  'https://git.example.com/harbour/docs.git',
  '',
];
const teams = ['team_platform', 'team_billing', ''];
export const teamNames: Record<string, string> = {
  team_platform: 'Platform',
  team_billing: 'Billing',
  '': '',
};

function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

function choose(random: number) {
  const total = mix.reduce((sum, m) => sum + m[4], 0);
  let left = random * total;
  for (const entry of mix) {
    left -= entry[4];
    if (left <= 0) return entry;
  }
  return mix[0];
}

const firstDay = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

/** Six weeks up to 12 February 2026: quiet weekends, a rise in the last days. */
export function standInUsage(): StandInEvent[] {
  const random = seeded(11);
  const events: StandInEvent[] = [];
  for (let day = 0; day < 43; day++) {
    const weekday = new Date(firstDay + day * dayMs).getUTCDay();
    const busy = weekday === 0 || weekday === 6 ? 2 : 12 + Math.floor(random() * 9) + (day > 35 ? 10 : 0);
    for (let i = 0; i < busy; i++) events.push(oneEvent(day, i, random));
  }
  return events.sort((a, b) => b.at.localeCompare(a.at));
}

function oneEvent(day: number, i: number, random: () => number): StandInEvent {
  const [model, tool, provider, source] = choose(random()) ?? mix[0] ?? ['', '', '', '', 0];
  const size = 0.3 + random() * 2;
  const tokens = {
    uncached_input: Math.floor(900 * size * random()),
    cache_read: Math.floor(86_000 * size),
    cache_write_5m: Math.floor(2_400 * size * random()),
    cache_write_1h: tool === 'claude-code' && random() > 0.6 ? Math.floor(1_900 * size) : 0,
    output: Math.floor(620 * size * (0.4 + random())),
  };
  const price = prices[model];
  const cost = price
    ? Object.values(tokens).reduce((sum, n, at) => sum + BigInt(n) * BigInt(price[at] ?? 0), 0n)
    : null;
  const repo = repos[Math.floor(random() ** 1.6 * repos.length)] ?? '';
  return {
    id: `evt_${(day * 100 + i).toString(16).padStart(32, '0')}`,
    at: new Date(firstDay + day * dayMs + Math.floor((7 + random() * 11) * 3_600_000)).toISOString(),
    tool,
    provider,
    model,
    session: `session-${day}-${Math.floor(i / 6)}`,
    repo,
    branch: repo ? `harbour-${Math.floor(random() * 5)}` : '',
    team: teams[Math.floor(random() ** 1.4 * teams.length)] ?? '',
    thread: random() > 0.7 ? 'subagent' : 'main',
    source,
    tokens,
    cost,
  };
}
