import OpenAI, { toFile } from 'openai';
import { describe, expect, test } from 'vitest';
import { collect, failureOf, type PlaceOf, prompt, recordOf, recordsOf, weather } from './place.ts';

const model = 'gpt-4o-mini';
const message = (content: string) => ({ role: 'user' as const, content });

/** The package `openai` against the place. */
export function openaiClient(place: PlaceOf): void {
  const client = (maxRetries = 0) =>
    new OpenAI({ baseURL: `${place().origin}/v1`, apiKey: place().key, maxRetries });
  describe('the openai package', () => {
    test('gets a chat completion with its usage, reasoning and cache apart', async () => {
      const { text, tag } = prompt('output-tokens=12 reasoning=8 cache-read=100 input-tokens=50');
      const answer = await client().chat.completions.create({ model, messages: [message(text)] });
      expect(answer.choices[0]?.message.content).toMatch(/^The books of the house/);
      expect(answer.usage).toMatchObject({
        prompt_tokens: 150,
        completion_tokens: 20,
        prompt_tokens_details: { cached_tokens: 100 },
        completion_tokens_details: { reasoning_tokens: 8 },
      });
      const truth = await recordOf(place(), tag);
      expect(truth).toMatchObject({ ending: 'complete', messageId: answer.id, bill: { output: 20 } });
    });

    test('streams without usage chunks it did not ask for, and with those it did', async () => {
      const silent = await client().chat.completions.create({
        model,
        messages: [message(prompt().text)],
        stream: true,
      });
      const chunks = await collect(silent);
      expect(chunks.every(({ usage, choices }) => !usage && choices.length === 1)).toBe(true);
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toMatch(/^The books/);
      const told = await client().chat.completions.create({
        model,
        messages: [message(prompt('output-tokens=5').text)],
        stream: true,
        stream_options: { include_usage: true },
      });
      expect((await collect(told)).at(-1)?.usage?.completion_tokens).toBe(5);
    });

    test('has its tools called, whole and streamed', async () => {
      const tools = [
        {
          type: 'function' as const,
          function: { name: weather.name, description: weather.description, parameters: weather.schema },
        },
      ];
      const asked = { model, tools, messages: [message(prompt('tool=get_weather').text)] };
      const answer = await client().chat.completions.create(asked);
      const [call] = answer.choices[0]?.message.tool_calls ?? [];
      expect(call).toMatchObject({ function: { name: 'get_weather', arguments: '{"city":"Paris"}' } });
      const streamed = await client().chat.completions.stream(asked).finalChatCompletion();
      expect(streamed.choices[0]?.message.tool_calls?.[0]).toMatchObject({
        function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
      });
    });

    endings(place, client);
    media(place, client);
  });
}

function endings(place: PlaceOf, client: () => OpenAI): void {
  test('meets errors as its own classes', async () => {
    const asked = { model, messages: [message(prompt('fault=429').text)] };
    const refused = await failureOf(client().chat.completions.create(asked));
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    const failing = { model, messages: [message(prompt('fault=500').text)] };
    const failed = await failureOf(client().chat.completions.create(failing));
    expect(failed).toBeInstanceOf(OpenAI.InternalServerError);
    const wrong = new OpenAI({ baseURL: `${place().origin}/v1`, apiKey: 'bad-key', maxRetries: 0 });
    const unknown = await failureOf(wrong.chat.completions.create(asked));
    expect(unknown).toBeInstanceOf(OpenAI.AuthenticationError);
  });

  test('aborts a stream, and the provider stops putting out', async () => {
    const { text, tag } = prompt('output-tokens=400 chunk-ms=5');
    const stream = await client().chat.completions.create({
      model,
      messages: [message(text)],
      stream: true,
    });
    let seen = 0;
    for await (const _ of stream) {
      seen += 1;
      if (seen === 10) break;
    }
    const truth = await recordOf(place(), tag);
    expect(truth.ending).toBe('left');
    expect(truth.bill.output).toBeGreaterThanOrEqual(8);
    expect(truth.bill.output).toBeLessThan(400);
  });

  test('gets responses, whole and streamed, with tools', async () => {
    const whole = await client().responses.create({ model, input: prompt('output-tokens=9').text });
    expect(whole.output_text).toMatch(/^The books/);
    expect(whole.usage?.output_tokens).toBe(9);
    const tools = [
      { type: 'function' as const, name: weather.name, parameters: weather.schema, strict: true },
    ];
    const stream = client().responses.stream({ model, tools, input: prompt('tool=get_weather').text });
    const final = await stream.finalResponse();
    expect(final.output[0]).toMatchObject({ type: 'function_call', arguments: '{"city":"Paris"}' });
    const cut = await client().responses.create({
      model,
      input: prompt('output-tokens=99').text,
      max_output_tokens: 20,
    });
    expect(cut).toMatchObject({ status: 'incomplete', usage: { output_tokens: 20 } });
  });
}

function media(place: PlaceOf, client: () => OpenAI): void {
  test('gets embeddings, pictures, speech and transcripts', async () => {
    const vectors = await client().embeddings.create({
      model: 'text-embedding-3-small',
      input: [prompt().text, 'two'],
    });
    expect(vectors.data).toHaveLength(2);
    expect(vectors.data[0]?.embedding).toHaveLength(8);
    const drawn = await client().images.generate({ model: 'gpt-image-1', prompt: prompt().text, n: 2 });
    expect(drawn.data).toHaveLength(2);
    const spoken = await client().audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'alloy',
      input: 'hi',
    });
    expect((await spoken.arrayBuffer()).byteLength).toBe(64);
    const { text, tag } = prompt('output-tokens=7 input-tokens=30');
    const heard = await client().audio.transcriptions.create({
      model: 'gpt-4o-mini-transcribe',
      prompt: text,
      file: await toFile(Buffer.alloc(1_000), 'talk.wav'),
    });
    expect(heard.text).toMatch(/^The books/);
    expect((await recordOf(place(), tag)).bill).toMatchObject({ audioInput: 30, output: 7 });
  });

  test('lists models and keeps files and batches', async () => {
    expect((await client().models.list()).data.map(({ id }) => id)).toContain('gpt-4o-mini');
    const file = await client().files.create({
      purpose: 'batch',
      file: await toFile(Buffer.from('{}\n'), 'in.jsonl'),
    });
    expect(file).toMatchObject({ filename: 'in.jsonl', purpose: 'batch' });
    expect((await client().files.retrieve(file.id)).id).toBe(file.id);
  });

  test('repeats what its provider asks to be repeated', async () => {
    const patient = new OpenAI({ baseURL: `${place().origin}/v1`, apiKey: place().key, maxRetries: 1 });
    const { text, tag } = prompt('fault=503');
    const asked = { model, messages: [message(text)] };
    await failureOf(patient.chat.completions.create(asked));
    expect((await recordsOf(place(), tag)).length).toBeGreaterThanOrEqual(2);
  });
}
