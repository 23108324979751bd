import { describe, expect, test } from 'vitest';
import { logsFromJson, normaliseLogs } from './index.ts';

const intake = { workspace: 'live', place: '/otlp/v1/logs', nowMs: Date.parse('2026-03-10T12:00:00Z') };
const found = (event: string, attributes: Record<string, string>) => {
  const pairs = Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const record = {
    timeUnixNano: '1773136800000000000',
    body: { stringValue: event },
    attributes: pairs,
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'claude-code' } }] };
  const body = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] };
  return normaliseLogs(logsFromJson(JSON.stringify(body)), intake);
};
const sha = '8cc42b0bd39d04e71e509d7d58e6782ab435329f';
const parameters = JSON.stringify({ bash_command: 'git commit -m "x"', git_commit_id: sha });

describe('the result of a tool', () => {
  test('tells which commit the session made, and is no usage', () => {
    const { commits, rows, refused } = found('claude_code.tool_result', {
      'session.id': 's1',
      tool_parameters: parameters,
    });
    expect([rows, refused]).toEqual([[], 0]);
    expect(commits).toMatchObject([
      {
        tool: 'claude-code',
        session_id: 's1',
        sha_prefix: sha,
        at: '2026-03-10T10:00:00.000Z',
        said_by: 'otel',
      },
    ]);
    expect(JSON.stringify(commits)).not.toContain('bash_command');
  });

  test.each([
    ['without parameters', { 'session.id': 's1' }],
    ['of another tool', { 'session.id': 's1', tool_parameters: '{"file":"a"}' }],
    ['of no session', { tool_parameters: parameters }],
    ['with a hash that is none', { 'session.id': 's1', tool_parameters: '{"git_commit_id":"HEAD"}' }],
  ])('%s tells of none', (_name, attributes) => {
    expect(found('claude_code.tool_result', attributes).commits).toEqual([]);
  });

  test('of another name tells of none', () => {
    expect(found('other.event', { 'session.id': 's1', tool_parameters: parameters }).commits).toEqual([]);
  });
});
