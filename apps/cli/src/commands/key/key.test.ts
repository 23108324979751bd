import { describe, expect, test } from 'vitest';
import { targetOf } from '../gateway/route.ts';
import { workerNamed } from './worker.ts';

/** A server that knows one person and one agent, and remembers what it was asked to add. */
function people() {
  const added: unknown[] = [];
  const identities = [{ kind: 'email', value: 'Ada@x.test', worker_id: 'wrk_1', worker_name: 'Ada' }];
  const workers = [
    { id: 'wrk_1', name: 'Ada', external_id: 'E1' },
    { id: 'wrk_2', name: 'Bo', external_id: '' },
    { id: 'wrk_3', name: 'bo', external_id: '' },
  ];
  const client = {
    people: {
      workers: {
        list: async () => ({ workers, next_cursor: null }),
        put: async (wish: { name: string }) => {
          added.push(wish);
          return { worker: { id: 'wrk_9', name: wish.name } };
        },
      },
      identities: {
        list: async () => ({ identities }),
        map: async (wish: unknown) => void added.push(wish),
      },
    },
  } as unknown as Parameters<typeof workerNamed>[0];
  return { client, added };
}

describe('the worker of a key', () => {
  test('is found by id, number, name or email, whatever its case', async () => {
    const { client } = people();
    for (const named of ['wrk_1', 'E1', 'ada', 'ADA@X.test']) {
      expect((await workerNamed(client, 'live', named)).id).toBe('wrk_1');
    }
  });
  test('that several are called has to be named by id', async () => {
    await expect(workerNamed(people().client, 'live', 'BO')).rejects.toMatchObject({
      fix: 'Name one by its id: wrk_2, wrk_3.',
    });
  });
  test('is added by email when that is said, and never by a name alone', async () => {
    const { client, added } = people();
    await expect(workerNamed(client, 'live', 'new@x.test')).rejects.toMatchObject({
      fix: expect.stringContaining('--add'),
    });
    expect(added).toEqual([]);
    expect(await workerNamed(client, 'live', 'new@x.test', true)).toMatchObject({ id: 'wrk_9', name: 'new' });
    expect(added).toHaveLength(2);
    await expect(workerNamed(client, 'live', 'somebody', true)).rejects.toThrow(
      'there is no worker somebody',
    );
  });
});

describe('a target of a route', () => {
  test('is an upstream, its name for the model, and a share', () => {
    expect(targetOf('openai')).toEqual({ upstream_id: 'openai', model: '', weight: 1 });
    expect(targetOf('openai*3')).toEqual({ upstream_id: 'openai', model: '', weight: 3 });
    expect(targetOf('local=qwen/qwen3:8b*0.5')).toEqual({
      upstream_id: 'local',
      model: 'qwen/qwen3:8b',
      weight: 0.5,
    });
  });
  test('that says nothing clear is a usage error', () => {
    for (const text of ['', '=model', 'openai=', 'openai*', 'openai*x', 'a b']) {
      expect(() => targetOf(text), text).toThrow(/is no target/);
    }
  });
});
