import { formatUsd } from '@exchequer/model';
import type { UsageEvent, UsageEventDetail } from '@exchequer/model/contract';
import type { StandInEvent } from './stand-in-usage.ts';
import { teamNames } from './stand-in-usage.ts';

const total = (e: StandInEvent) => Object.values(e.tokens).reduce((a, b) => a + b, 0);

/** The event as lists get it. */
export function eventOf(e: StandInEvent): UsageEvent {
  const cost = e.cost === null ? null : formatUsd(e.cost);
  const count = (n: number) => String(n);
  return {
    id: e.id,
    occurred_at: e.at,
    source: e.source,
    tool: e.tool,
    provider: e.provider,
    model: e.model,
    session_id: e.session,
    thread: e.thread,
    repo: e.repo,
    branch: e.branch,
    project: e.repo ? '/home/dev/ledger' : '',
    agent: '',
    team: teamNames[e.team] ?? '',
    tokens: {
      uncached_input: count(e.tokens.uncached_input),
      cache_read: count(e.tokens.cache_read),
      cache_write_5m: count(e.tokens.cache_write_5m),
      cache_write_30m: '0',
      cache_write_1h: count(e.tokens.cache_write_1h),
      cache_write_12h: '0',
      cache_write_unknown: '0',
      output: count(e.tokens.output),
      reasoning: null,
      total: count(total(e)),
    },
    cost_list: cost,
    cost_contracted: cost,
    cost_marginal: cost,
    metered: true,
    lower_bound: e.thread === 'subagent',
    flags: e.thread === 'subagent' ? ['early-snapshot'] : [],
  };
}

const rates: Record<string, string> = {
  uncached_input: '5',
  cache_read: '0.5',
  cache_write_5m: '6.25',
  cache_write_1h: '10',
  output: '25',
};

function computationOf(e: StandInEvent): UsageEventDetail['computation'] {
  if (e.cost === null) return [];
  return Object.entries(e.tokens)
    .filter(([, n]) => n > 0)
    .map(([token_class, n]) => ({
      token_class,
      tokens: String(n),
      usd_per_million: rates[token_class] ?? '0',
      cost: formatUsd(BigInt(n) * BigInt(Number(rates[token_class] ?? 0) * 1e6)),
    }));
}

function priceOf(e: StandInEvent): UsageEventDetail['price'] {
  if (e.cost === null) return null;
  return {
    id: 'prc_anthropic_opus_4_6_2026_02',
    provider: e.provider,
    model: e.model,
    valid_from: '2026-02-05T00:00:00.000Z',
    valid_to: null,
    source: 'genai-prices 0.1.8',
    observed_at: '2026-02-06T00:00:00.000Z',
  };
}

function bookingsOf(e: StandInEvent): UsageEventDetail['bookings'] {
  const first = {
    recorded_at: '2026-02-12T18:00:04.000Z',
    batch_id: 'bat_0192f',
    reason: 'first',
    requests: '1',
  };
  const grown = {
    recorded_at: '2026-02-12T18:00:09.000Z',
    batch_id: 'bat_01930',
    reason: 'grown',
    requests: '0',
  };
  return [
    { ...first, tokens: String(total(e) - 300), cost_list: '0.04' },
    { ...grown, tokens: '300', cost_list: '0.0075' },
  ];
}

/** The event as the drawer gets it. */
export function eventDetail(e: StandInEvent): UsageEventDetail {
  const rule = e.team
    ? 'os_user dev is mapped to Dana Whitfield since 1 Jan 2026'
    : 'no identity of this record is mapped';
  return {
    ...eventOf(e),
    source_event_id: `msg_${e.id.slice(-8)}/req_${e.id.slice(-8)}`,
    source_file: '/home/dev/.claude/projects/-home-dev-ledger/3f2a.jsonl',
    source_line: 1204,
    model_requested: e.model,
    service_tier: 'standard',
    speed: 'standard',
    region: '',
    billing_mode: 'api',
    workflow: '',
    commit: '',
    reported_cost: null,
    missing_output: e.thread === 'subagent' ? '412' : '0',
    computation: computationOf(e),
    price: priceOf(e),
    attribution: {
      identity_kind: 'os_user',
      identity: 'dev',
      worker_id: e.team ? 'wrk_1' : '',
      team: teamNames[e.team] ?? '',
      rule,
    },
    bookings: bookingsOf(e),
    same_call: [
      { id: `evt_${'f'.repeat(32)}`, source: 'otlp.claude-code', metered: false, tokens: String(total(e)) },
    ],
  };
}
