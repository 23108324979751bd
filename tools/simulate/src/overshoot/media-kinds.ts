import { type AskKind, both, json } from './kind.ts';
import { models } from './prices.ts';

const embedded = { input: 60, output: 0 };

const embeddings: readonly AskKind[] = [
  {
    name: 'embeddings',
    path: '/v1/embeddings',
    headers: json,
    ...{ model: models.embedding, most: embedded, tells: true },
    body: (input) => JSON.stringify({ model: models.embedding, input }),
  },
  {
    name: 'embed-content',
    path: `/v1beta/models/${models.geminiEmbedding}:embedContent`,
    headers: json,
    ...{ model: models.geminiEmbedding, most: embedded, tells: true },
    body: (text) => JSON.stringify({ content: { parts: [{ text }] } }),
  },
  {
    name: 'batch-embed-contents',
    path: `/v1beta/models/${models.geminiEmbedding}:batchEmbedContents`,
    headers: json,
    ...{ model: models.geminiEmbedding, most: embedded, tells: true },
    body: (text) => {
      const model = `models/${models.geminiEmbedding}`;
      const request = (said: string) => ({ model, content: { parts: [{ text: said }] } });
      return JSON.stringify({ requests: [request(text), request('And the books?')] });
    },
  },
];

/** Below the dearest picture that is known, for which a call is held. */
const pictured = { input: 60, output: 8_000 };

function form(fields: Record<string, string>, file?: { name: string; content: Buffer }): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  if (file) made.append('file', new Blob([new Uint8Array(file.content)]), file.name);
  return made;
}

const images: readonly AskKind[] = [
  {
    name: 'images',
    path: '/v1/images/generations',
    headers: json,
    ...{ model: models.image, most: pictured, tells: true },
    body: (prompt) => JSON.stringify({ model: models.image, prompt, n: 1 }),
  },
  {
    name: 'image-edits',
    path: '/v1/images/edits',
    headers: {},
    ...{ model: models.image, most: pictured, tells: true },
    body: (prompt) => {
      const made = form({ model: models.image, prompt });
      made.append('image', new Blob([new Uint8Array(900)], { type: 'image/png' }), 'desk.png');
      return made;
    },
  },
];

/** A token a character is held for the text; sound has less than two to each. */
const spoken = { input: 40, output: 150 };

const speech: readonly AskKind[] = [
  {
    name: 'speech',
    path: '/v1/audio/speech',
    headers: json,
    ...{ model: models.speech, most: spoken, tells: false },
    body: (input) => JSON.stringify({ model: models.speech, input, voice: 'alloy' }),
  },
  {
    name: 'speech-stream',
    path: '/v1/audio/speech',
    headers: json,
    ...{ model: models.speech, most: spoken, tells: true },
    body: (input) => JSON.stringify({ model: models.speech, input, voice: 'alloy', stream_format: 'sse' }),
  },
];

/** 40 KB of sound are taken for 40 seconds; ten tokens of text may come of each. */
const recording = { name: 'talk.mp3', content: Buffer.alloc(40_000, 1) };
const heard = { input: 400, output: 380 };

const transcription: readonly AskKind[] = both(
  'transcription',
  { model: models.transcription, most: heard, headers: {} },
  (stream) => ({
    path: '/v1/audio/transcriptions',
    body: (prompt) => form({ model: models.transcription, stream: String(stream), prompt }, recording),
  }),
);

export const mediaKinds: readonly AskKind[] = [...embeddings, ...images, ...speech, ...transcription];
