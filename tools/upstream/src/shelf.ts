import { anthropicHeaders } from './anthropic.ts';
import { type Ask, asText, createdAt, idOf, type Json } from './ask.ts';
import { openaiHeaders } from './openai-shared.ts';
import { free, type Script } from './script.ts';

/** Files and batches of a fake provider: what was put there can be read again. */
export interface Shelf {
  openai(method: string, ask: Ask, path: string): Script | null;
  anthropic(method: string, ask: Ask, path: string): Script | null;
}

const openaiModels = ['gpt-5', 'gpt-5-mini', 'gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small', 'whisper-1'];
const anthropicModels = ['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-haiku-4-5'];

export function createShelf(): Shelf {
  const kept = new Map<string, Json>();
  const openaiBatches = collection(kept, 'batch_', openaiBatch);
  const openaiFiles = collection(kept, 'file-', openaiFile);
  const messageBatches = collection(kept, 'msgbatch_', messageBatch);
  return {
    openai: (method, ask, path) => {
      const headers = openaiHeaders(ask, '');
      const say = (body: unknown, status?: number) =>
        free('openai', path.split('/')[1] ?? '', headers, body, status);
      if (path === '/models') return say({ object: 'list', data: openaiModels.map(openaiModel) });
      if (path.startsWith('/models/')) return say(openaiModel(path.slice('/models/'.length)));
      const files = openaiFiles(method, ask, path, '/files');
      const found = files ?? openaiBatches(method, ask, path, '/batches');
      if (found === null) return null;
      return found === 'missing' ? say(missing('No such object'), 404) : say(found);
    },
    anthropic: (method, ask, path) => {
      const headers = anthropicHeaders(ask);
      const say = (body: unknown, status?: number) => free('anthropic', 'batches', headers, body, status);
      if (path === '/models') {
        const data = anthropicModels.map(anthropicModel);
        const [first_id, last_id] = [anthropicModels[0], anthropicModels.at(-1)];
        return say({ data, has_more: false, first_id, last_id });
      }
      const found = messageBatches(method, ask, path, '/messages/batches');
      if (found === null) return null;
      return found === 'missing' ? say(missing('Not found'), 404) : say(found);
    },
  };
}

const openaiModel = (id: string) => ({ id, object: 'model', created: 1_715_367_049, owned_by: 'system' });

const anthropicModel = (id: string) => ({
  type: 'model',
  id,
  display_name: id,
  created_at: '2026-01-01T00:00:00Z',
});

const missing = (message: string) => ({
  type: 'error',
  error: { type: 'not_found_error', message, param: null, code: null },
});

/** Create, list, read, cancel and delete under one path; null when the path is another. */
function collection(kept: Map<string, Json>, prefix: string, make: (ask: Ask, id: string) => Json) {
  return (method: string, ask: Ask, path: string, root: string): Json | Buffer | 'missing' | null => {
    if (path !== root && !path.startsWith(`${root}/`)) return null;
    const [id = '', action = ''] = path.slice(root.length + 1).split('/');
    if (id === '' && method === 'POST') {
      const made = make(ask, idOf(prefix, ask.number));
      kept.set(asText(made.id), made);
      return made;
    }
    if (id === '') {
      const data = [...kept.values()].filter((item) => asText(item.id).startsWith(prefix));
      return { object: 'list', data, has_more: false };
    }
    const item = kept.get(id);
    if (!item) return 'missing';
    if (method === 'DELETE') {
      kept.delete(id);
      return { id, object: item.object ?? 'file', type: 'message_batch_deleted', deleted: true };
    }
    if (action === 'content') return Buffer.from('{}\n');
    if (action === 'cancel') Object.assign(item, { status: 'cancelling', processing_status: 'canceling' });
    return item;
  };
}

const openaiFile = (ask: Ask, id: string): Json => ({
  id,
  object: 'file',
  bytes: ask.raw.length,
  created_at: createdAt(),
  filename: /filename="([^"]*)"/.exec(ask.text)?.[1] ?? 'file',
  purpose: /name="purpose"\r\n\r\n([^\r]*)/.exec(ask.text)?.[1] ?? 'batch',
  status: 'processed',
});

const openaiBatch = (ask: Ask, id: string): Json => ({
  id,
  object: 'batch',
  endpoint: ask.body.endpoint,
  errors: null,
  input_file_id: ask.body.input_file_id,
  completion_window: ask.body.completion_window,
  status: 'validating',
  output_file_id: null,
  error_file_id: null,
  created_at: createdAt(),
  request_counts: { total: 0, completed: 0, failed: 0 },
  metadata: null,
});

const messageBatch = (_ask: Ask, id: string): Json => ({
  id,
  type: 'message_batch',
  processing_status: 'in_progress',
  request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ended_at: null,
  created_at: new Date().toISOString(),
  expires_at: new Date().toISOString(),
  cancel_initiated_at: null,
  results_url: null,
});
