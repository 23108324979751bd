import { describe, expect, test } from 'vitest';
import { take } from './take.test-kit.ts';

const call = {
  request_id: 'chatcmpl-1',
  call_type: 'acompletion',
  api_key: 'hash',
  spend: 1.2000000000000002e-5,
  total_tokens: 110,
  prompt_tokens: 100,
  completion_tokens: 10,
  startTime: '2026-02-10T12:00:00.123Z',
  endTime: '2026-02-10T12:00:02.123Z',
  model: 'anthropic/claude-opus-4-6',
  model_group: 'opus',
  custom_llm_provider: 'anthropic',
  user: 'dev@example.com',
  cache_hit: 'False',
  metadata: {
    user_api_key_team_alias: 'platform',
    additional_usage_values: { cache_read_input_tokens: 60, cache_creation_input_tokens: 30 },
    usage_object: { completion_tokens_details: { reasoning_tokens: 4 } },
  },
};

describe('LiteLLM spend logs', () => {
  test('split cached input out of prompt tokens, and keep what LiteLLM says it cost', async () => {
    const { rows, rejects } = await take('litellm', JSON.stringify([call]), undefined, '.json');
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([
      {
        source_event_id: 'chatcmpl-1',
        provider: 'anthropic',
        model: 'claude-opus-4-6',
        model_requested: 'opus',
        uncached_input: 10,
        cache_read: 60,
        cache_write_unknown: 30,
        output: 10,
        reasoning: 4,
        reported_cost: '0.000012',
        duration_ms: 2000,
        identity_kind: 'email',
        team_claim: 'platform',
      },
    ]);
    expect(rows[0]?.aliases.map(({ alias }) => alias)).toEqual(['request:chatcmpl-1', 'message:chatcmpl-1']);
  });

  test('read the same from CSV, with the metadata as JSON text', async () => {
    const header = 'request_id,model,prompt_tokens,completion_tokens,startTime,spend,metadata';
    const metadata = `"${JSON.stringify(call.metadata).replaceAll('"', '""')}"`;
    const { rows } = await take(
      'litellm',
      `${header}\nr1,bedrock/claude,100,10,2026-02-10 12:00:00.5,0.5,${metadata}\n`,
    );
    expect(rows[0]).toMatchObject({
      provider: 'aws',
      model: 'claude',
      uncached_input: 10,
      cache_read: 60,
      reported_cost: '0.5',
    });
  });

  test('answers from the cache and failures without tokens are counted, not booked', async () => {
    const hit = { ...call, request_id: 'b', cache_hit: 'True' };
    const failed = {
      ...call,
      request_id: 'c',
      status: 'failure',
      prompt_tokens: 0,
      completion_tokens: 0,
      spend: 0,
      metadata: {},
    };
    const { rows, notes } = await take('litellm', [hit, failed].map((row) => JSON.stringify(row)).join('\n'));
    expect(rows).toEqual([]);
    expect(notes.length).toBe(2);
  });

  test('a row without a request id, and a table of something else, are refused with a fix', async () => {
    const nameless = await take('litellm', JSON.stringify({ ...call, request_id: null }));
    expect(nameless.rejects[0]?.error).toMatch(/no request_id/);
    const other = await take('litellm', 'a,b\n1,2\n');
    expect(other.rejects[0]?.error).toMatch(/no LiteLLM spend log/);
  });
});

describe('OpenRouter activity', () => {
  const header =
    'generation_id,created_at,cost_total,byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,user,generation_time_ms,app_name,api_key_name';

  test('takes one call per row of the CSV, cached tokens inside the prompt', async () => {
    const { rows, rejects } = await take(
      'openrouter',
      `${header}\ngen-1,2026-02-10 12:00:00.000,0.0123,0.001,1000,200,150,900,anthropic/claude-opus-4.6,Anthropic,user_1,2500,Cline,ci\n`,
    );
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([
      {
        source_event_id: 'gen-1',
        tool: 'Cline',
        provider: 'openrouter',
        model: 'anthropic/claude-opus-4.6',
        uncached_input: 100,
        cache_read: 900,
        output: 200,
        reasoning: 150,
        reported_cost: '0.0133',
        requests: 1,
      },
    ]);
  });

  test('takes the day rows of the API, and a day that grew keeps its name', async () => {
    const day = {
      date: '2026-02-10',
      model: 'openai/gpt-5',
      model_permaslug: 'openai/gpt-5-2026',
      endpoint_id: 'e',
      provider_name: 'OpenAI',
      usage: 0.5,
      requests: 7,
      prompt_tokens: 100,
      completion_tokens: 20,
      reasoning_tokens: 5,
    };
    const first = await take('openrouter', JSON.stringify({ data: [day] }), undefined, '.json');
    const later = await take(
      'openrouter',
      JSON.stringify({ data: [{ ...day, requests: 9, prompt_tokens: 130 }] }),
      undefined,
      '.json',
    );
    expect(first.rows[0]).toMatchObject({
      requests: 7,
      uncached_input: 100,
      output: 20,
      reported_cost: '0.5',
    });
    expect(later.rows[0]).toMatchObject({ requests: 9, uncached_input: 130 });
    expect(later.rows[0]?.source_event_id).toBe(first.rows[0]?.source_event_id);
  });

  test('an activity without token columns is refused, not read as zeros', async () => {
    const { rows, rejects } = await take('openrouter', 'date,model,cost\n2026-02-10,m,1\n');
    expect(rows).toEqual([]);
    expect(rejects[0]?.error).toMatch(/no OpenRouter activity/);
  });
});
