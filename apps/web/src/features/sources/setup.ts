/** How one kind of client sends its usage here. */
export interface Setup {
  key: string;
  name: string;
  place: string;
  code: (origin: string, token: string) => string;
  note: string;
}

/** Settings of each client, with the address of this very install. */
export const setups: readonly Setup[] = [
  {
    key: 'claude-code',
    name: 'Claude Code',
    place: '~/.claude/settings.json, or managed settings for everyone',
    code: (origin, token) => `{
  "env": {
    "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
    "OTEL_METRICS_EXPORTER": "otlp",
    "OTEL_LOGS_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "${origin}/otlp",
    "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer ${token}",
    "OTEL_RESOURCE_ATTRIBUTES": "team.id=platform,cost_center=eng-123"
  }
}`,
    note: 'Resource attributes take no spaces. Events meter, metrics are compared with them and never added.',
  },
  {
    key: 'codex',
    name: 'Codex',
    place: '~/.codex/config.toml',
    code: (origin, token) => `[otel]
exporter = { otlp-http = { endpoint = "${origin}/otlp/v1/logs", protocol = "binary", headers = { "Authorization" = "Bearer ${token}" } } }`,
    note: 'Token counts arrive on logs, not on traces.',
  },
  {
    key: 'gemini',
    name: 'Gemini CLI',
    place: '~/.gemini/settings.json, and one environment variable',
    code: (origin, token) => `{
  "telemetry": {
    "enabled": true,
    "target": "local",
    "otlpEndpoint": "${origin}/otlp",
    "otlpProtocol": "http",
    "logPrompts": false
  }
}

# shell
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${token}"`,
    note: 'Prompt text is dropped in any case; logPrompts keeps it from being sent at all.',
  },
  {
    key: 'otlp',
    name: 'Any OpenTelemetry SDK',
    place: 'environment',
    code: (origin, token) => `export OTEL_EXPORTER_OTLP_ENDPOINT="${origin}/otlp"
export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${token}"`,
    note: 'GenAI spans, events and metrics of all generations are read; leaf inference spans count, agent spans only attribute.',
  },
  {
    key: 'usage',
    name: 'Your own code',
    place: 'POST /v1/usage',
    code: (origin, token) => `curl ${origin}/v1/usage \\
  -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/json" \\
  -d '{"id": "call-1", "occurred_at": "2026-02-10T14:00:00Z",
       "provider": "anthropic", "model": "claude-opus-4-6",
       "tokens": {"uncached_input": 1200, "cache_read": 38000, "output": 640}}'`,
    note: 'The same id counts once, however often it is sent. One record or a list.',
  },
];
