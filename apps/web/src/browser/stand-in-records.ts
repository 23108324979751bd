import type {
  ApiToken,
  CurrentSession,
  Identity,
  ImportKind,
  ImportProgress,
  MetricDefinition,
  QuarantineItem,
  SessionInfo,
  SourceHealth,
  Team,
  UnattributedItem,
  Worker,
} from '@exchequer/model/contract';
import { valueCatalogue } from './stand-in-value.ts';

type Told = Pick<MetricDefinition, 'key' | 'name' | 'unit'> & Partial<MetricDefinition>;
const usd: MetricDefinition['dimensions'] = [
  'tool',
  'provider',
  'model',
  'team',
  'repo',
  'branch',
  'session',
  'thread',
  'source',
  'priced',
  'attributed',
];
const defined = (told: Told): MetricDefinition => ({
  era: 'token',
  formula: `sum of ${told.name.toLowerCase()}`,
  inputs: ['usage', 'prices'],
  dimensions: usd,
  direction: 'neither',
  additive: told.unit === 'usd' || told.unit === 'tokens' || told.unit === 'count',
  meaning: `${told.name} in the range.`,
  caveats: '',
  ...told,
});

export const catalogue: MetricDefinition[] = [
  defined({
    key: 'spend_list',
    name: 'Spend, list',
    unit: 'usd',
    meaning: 'What the usage costs at the vendors’ public prices of its day.',
    caveats: 'Unpriced usage is left out and stands in suspense.',
  }),
  defined({ key: 'spend_contracted', name: 'Spend, contracted', unit: 'usd' }),
  defined({ key: 'spend_marginal', name: 'Spend, marginal', unit: 'usd' }),
  defined({
    key: 'cost_per_million_list',
    name: 'Cost per million tokens, list',
    unit: 'usd_per_million_tokens',
    direction: 'down',
    formula: 'list cost ÷ priced tokens × 1,000,000',
  }),
  defined({
    key: 'cost_per_million_contracted',
    name: 'Cost per million tokens, contracted',
    unit: 'usd_per_million_tokens',
    direction: 'down',
  }),
  defined({
    key: 'cost_per_million_marginal',
    name: 'Cost per million tokens, marginal',
    unit: 'usd_per_million_tokens',
    direction: 'down',
  }),
  defined({ key: 'suspense', name: 'In suspense', unit: 'usd', direction: 'down' }),
  defined({
    key: 'tokens',
    name: 'Tokens processed',
    unit: 'tokens',
    dimensions: [...usd, 'token_class'],
    formula: 'uncached input + cache read + cache write + output',
  }),
  defined({ key: 'normalised_tokens', name: 'Normalised tokens', unit: 'tokens' }),
  defined({ key: 'requests', name: 'Requests', unit: 'count' }),
  defined({
    key: 'cache_read_share',
    name: 'Cache-read share',
    unit: 'share',
    direction: 'up',
    formula: 'cache-read tokens ÷ all input tokens',
  }),
  defined({ key: 'unpriced_share', name: 'Unpriced share', unit: 'share', direction: 'down' }),
  defined({ key: 'unattributed_share', name: 'Unattributed share', unit: 'share', direction: 'down' }),
  defined({
    key: 'tokens_per_employee_median',
    name: 'Tokens per employee, median',
    unit: 'tokens_per_employee',
    dimensions: ['team'],
  }),
  defined({
    key: 'tokens_per_employee_p90',
    name: 'Tokens per employee, 90th percentile',
    unit: 'tokens_per_employee',
    dimensions: ['team'],
  }),
  ...valueCatalogue,
];

const health = (
  told: Pick<SourceHealth, 'source' | 'name' | 'state'> & Partial<SourceHealth>,
): SourceHealth => ({
  events: '0',
  tokens: '0',
  newest_event_at: null,
  last_recorded_at: null,
  lag_seconds: null,
  duplicates: '0',
  conflicts: '0',
  quarantined: '0',
  superseded: '0',
  unpriced_requests: '0',
  unattributed_requests: '0',
  missing_output_tokens: '0',
  lower_bound: false,
  ...told,
});

export const sources: SourceHealth[] = [
  health({
    source: 'claude-code.log',
    name: 'Claude Code logs',
    state: 'healthy',
    events: '482',
    tokens: '51195308',
    newest_event_at: '2026-02-12T17:41:00.000Z',
    last_recorded_at: '2026-02-13T08:59:20.000Z',
    lag_seconds: 41,
    duplicates: '619',
    superseded: '0',
    unattributed_requests: '41',
    missing_output_tokens: '10618',
    lower_bound: true,
  }),
  health({
    source: 'otlp.claude-code',
    name: 'Claude Code telemetry',
    state: 'healthy',
    events: '96',
    tokens: '9120334',
    newest_event_at: '2026-02-12T17:55:00.000Z',
    last_recorded_at: '2026-02-12T17:55:02.000Z',
    lag_seconds: 2,
    duplicates: '12',
    superseded: '61',
  }),
  health({
    source: 'codex.log',
    name: 'Codex logs',
    state: 'stale',
    events: '77',
    tokens: '8012000',
    newest_event_at: '2026-02-09T12:00:00.000Z',
    last_recorded_at: '2026-02-09T12:10:00.000Z',
    lag_seconds: 600,
    duplicates: '88',
    conflicts: '1',
    quarantined: '2',
  }),
  health({
    source: 'otlp.genai',
    name: 'GenAI telemetry',
    state: 'failing',
    events: '9',
    tokens: '1300211',
    newest_event_at: '2026-02-12T09:00:00.000Z',
    last_recorded_at: '2026-02-12T09:00:01.000Z',
    lag_seconds: 1,
    unpriced_requests: '9',
    unattributed_requests: '9',
  }),
];

export const quarantine: QuarantineItem[] = [
  {
    id: 'qua_1',
    source: 'codex.log',
    place: '/home/dev/.codex/sessions/2026/02/09/rollout-7.jsonl',
    line: 118,
    error: 'the line ends in the middle of an object',
    fix: 'The file was cut while it was written. Import it again once the tool has closed it.',
    excerpt: '{"timestamp":"2026-02-09T11:58:02.114Z","type":"event_msg","payload":{"type":"token_cou',
    kind: 'reject',
    seen_at: '2026-02-09T12:10:00.000Z',
    times: 2,
  },
  {
    id: 'qua_2',
    source: 'codex.log',
    place: '/home/dev/.codex/sessions/2026/02/09/rollout-7.jsonl',
    line: 120,
    error: 'output_tokens is negative (-4)',
    fix: 'Update Codex; no count may be below zero.',
    excerpt: '{"output_tokens":-4}',
    kind: 'reject',
    seen_at: '2026-02-09T12:10:00.000Z',
    times: 1,
  },
];

export const progress: ImportProgress = {
  id: 'imp_1',
  source: 'claude-code',
  place: '/home/dev/.claude',
  state: 'reading',
  files: 412,
  files_done: 121,
  files_unchanged: 12,
  bytes: 770_000_000,
  bytes_done: 231_000_000,
  requests_added: 10_220,
  tokens_added: '901223001',
  duplicates: 619,
  quarantined: 0,
  unpriced_models: [],
  missing_output_tokens: '10618',
  started_at: '2026-02-13T08:59:58.000Z',
  finished_at: null,
  error: null,
  fix: null,
};

export const unpriced = [
  {
    provider: 'orchid',
    model: 'orchid-preview-2',
    service_tier: 'standard',
    requests: '9',
    tokens: '1300211',
    suspense: '32.505275',
    first_seen_at: '2026-01-07T10:00:00.000Z',
    last_seen_at: '2026-02-12T09:00:00.000Z',
    command: 'npx exchequer prices set orchid orchid-preview-2 --input 3 --output 15',
  },
];

const open = { valid_from: '2026-01-01', valid_to: null };
const worker = (id: string, kind: Worker['kind'], name: string, team: string, teamName: string): Worker => ({
  id,
  kind,
  name,
  external_id: '',
  owner_id: kind === 'agent' ? 'wrk_1' : null,
  family: kind === 'agent' ? 'nightly-refactor' : '',
  active_from: '2025-03-01',
  active_to: null,
  memberships: [{ team_id: team, team_name: teamName, ...open }],
});

export const workers: Worker[] = [
  worker('wrk_1', 'person', 'Dana Whitfield', 'team_platform', 'Platform'),
  worker('wrk_2', 'person', 'Ilse Brandt', 'team_billing', 'Billing'),
  worker('wrk_3', 'person', 'Tomasz Okoro', 'team_platform', 'Platform'),
  worker('wrk_4', 'agent', 'nightly-refactor-1', 'team_platform', 'Platform'),
];

export const teams: Team[] = [
  {
    id: 'team_eng',
    name: 'Engineering',
    external_id: 'ENG',
    parent_id: null,
    path: 'Engineering',
    ...open,
    members: 0,
  },
  {
    id: 'team_platform',
    name: 'Platform',
    external_id: 'PLT',
    parent_id: 'team_eng',
    path: 'Engineering / Platform',
    ...open,
    members: 3,
  },
  {
    id: 'team_billing',
    name: 'Billing',
    external_id: 'BIL',
    parent_id: 'team_eng',
    path: 'Engineering / Billing',
    ...open,
    members: 1,
  },
];

export const mappedIdentity: Identity = {
  id: 'idn_1',
  kind: 'email',
  value: 'dana@harbour.example',
  worker_id: 'wrk_1',
  worker_name: 'Dana Whitfield',
  ...open,
};

export const identities: Identity[] = [
  mappedIdentity,
  { id: 'idn_2', kind: 'os_user', value: 'dev', worker_id: 'wrk_1', worker_name: 'Dana Whitfield', ...open },
];

export const unattributed: UnattributedItem[] = [
  {
    identity_kind: 'email',
    identity: 'ilse.brandt@harbour.example',
    hint: '',
    tools: ['claude-code'],
    requests: '41',
    tokens: '3810224',
    first_seen_at: '2026-01-03T10:00:00.000Z',
    last_seen_at: '2026-02-12T09:00:00.000Z',
    proposals: [
      {
        worker_id: 'wrk_2',
        worker_name: 'Ilse Brandt',
        reason: 'The address is her name at the company’s domain.',
        confidence: 'high',
      },
    ],
    command: 'npx exchequer people map email ilse.brandt@harbour.example wrk_2',
  },
  {
    identity_kind: '',
    identity: '',
    hint: 'otlp.genai, service support-triage',
    tools: ['support-triage'],
    requests: '9',
    tokens: '1300211',
    first_seen_at: '2026-01-07T10:00:00.000Z',
    last_seen_at: '2026-02-12T09:00:00.000Z',
    proposals: [],
    command: 'npx exchequer people import team.csv',
  },
];

export const ingestToken: ApiToken = {
  id: 'tok_1',
  name: 'laptop telemetry',
  scopes: ['ingest'],
  workspace: 'live',
  hint: 'exq_live_7f',
  created_at: '2026-01-04T09:00:00.000Z',
  created_by: 'admin',
  last_used_at: '2026-02-12T17:55:02.000Z',
  expires_at: null,
  revoked_at: null,
};

export const tokens: ApiToken[] = [
  ingestToken,
  {
    id: 'tok_2',
    name: 'finance export',
    scopes: ['read'],
    workspace: 'live',
    hint: 'exq_live_1c',
    created_at: '2026-01-10T09:00:00.000Z',
    created_by: 'admin',
    last_used_at: null,
    expires_at: '2026-07-01T00:00:00.000Z',
    revoked_at: null,
  },
];

export const snapshot = '2026-02-13T09:00:00.000Z';

export const session: CurrentSession = {
  actor: { id: 'usr_1', kind: 'person', name: 'admin', scopes: ['ingest', 'read', 'admin'], worker_id: null },
  csrf_token: 'csrf',
  expires_at: '2026-02-20T09:00:00.000Z',
};

export const openSession: SessionInfo = {
  id: 'ses_1',
  user_name: 'admin',
  user_agent: 'Firefox on Linux',
  created_at: '2026-02-12T08:00:00.000Z',
  last_seen_at: snapshot,
  current: true,
};

export const discovered: { kind: ImportKind; path: string; files: number; bytes: number }[] = [
  { kind: 'claude-code', path: '/home/dev/.claude', files: 412, bytes: 770_000_000 },
  { kind: 'codex', path: '/home/dev/.codex', files: 38, bytes: 41_000_000 },
];
