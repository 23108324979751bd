import { claudeSettings } from './claude-code.ts';
import { exports, type Guide, type Place } from './guide.ts';
import { json } from './json.ts';

const variables = ({ tower, key }: Place) => ({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_EXPORTER_OTLP_ENDPOINT: `${tower}/otlp`,
  OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${key}`,
});

/** Telemetry, for clients that do not go through the gateway. */
export const otel: Guide = {
  title: 'OpenTelemetry',
  text: (place) =>
    [
      '# Claude Code',
      exports(variables(place)),
      "export OTEL_RESOURCE_ATTRIBUTES='team.id=platform,cost_center=eng-123'   # optional; no spaces",
      '',
      '# Codex, in ~/.codex/config.toml',
      '[otel]',
      'log_user_prompt = false',
      `exporter = { otlp-http = { endpoint = "${place.tower}/otlp/v1/logs", protocol = "binary", headers = { "Authorization" = "Bearer ${place.key}" } } }`,
    ].join('\n'),
  file: (place, terminal) => ({
    path: claudeSettings(terminal),
    notation: json,
    settings: Object.entries(variables(place)).map(([name, value]) => ({ path: ['env', name], value })),
  }),
  notes: () => [
    'Telemetry wants an API token with the scope ingest, not a gateway key: exchequer token create laptops --scope ingest.',
    'Calls that also go through the gateway are counted once: both tell the request id of the provider.',
    'Telemetry reports; it holds nobody to a budget. --apply sets it up for Claude Code.',
  ],
  call: ({ tower, key }) => ({
    url: `${tower}/otlp/v1/logs`,
    headers: { authorization: `Bearer ${key}` },
    body: { resourceLogs: [] },
  }),
};
