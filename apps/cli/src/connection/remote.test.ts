import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { remoteClient } from './remote.ts';

test('a problem of the API keeps its code, sentence and fix on the way to the command', async () => {
  const problem = {
    type: 'about:blank',
    status: 422,
    code: 'team-cycle',
    title: 'Refused',
    detail: 'team A would stand below itself',
    fix: 'Choose a parent that is not below the team.',
    request_id: 'req_1',
  };
  const server = createServer((_req, res) => {
    res.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = remoteClient({ url, token: 'exq_x', fixWhenSilent: 'Start it.' });
  await expect(client.settings.get()).rejects.toMatchObject({
    code: 'team-cycle',
    status: 422,
    message: problem.detail,
    data: { fix: problem.fix },
  });
  await new Promise((resolve) => server.close(resolve));
});
