import { expect, test } from 'vitest';
import { generateOpenApi } from './openapi.ts';

test('the document describes the contract and every endpoint that takes usage in', async () => {
  const { openapi, paths } = await generateOpenApi('http://127.0.0.1:4100');
  expect(openapi).toMatch(/^3\.1/);
  expect(Object.keys(paths ?? {})).toEqual(
    expect.arrayContaining([
      '/api/w/{workspace}/query',
      '/v1/usage',
      '/v1/events',
      '/otlp/v1/logs',
      '/otlp/v1/metrics',
      '/otlp/v1/traces',
    ]),
  );
  const usage = JSON.stringify(paths?.['/v1/usage']);
  for (const field of ['occurred_at', 'model', 'uncached_input', 'duplicates'])
    expect(usage).toContain(field);
});
