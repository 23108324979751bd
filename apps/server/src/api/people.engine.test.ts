import { expect, test } from 'vitest';
import { bearer, get, problemIn, send, tokenFor, useTestServer } from '../http/testing.ts';

useTestServer();

const file = 'name,email,team\nAda,ada@x.test,Eng / Core\nBob,bob@x.test,Eng\n';
const importing = async (text: string, dryRun: boolean) => {
  const body = { format: 'csv', text, dry_run: dryRun };
  const response = await send('POST', '/api/w/sample/people/import', body, bearer(await tokenFor(['admin'])));
  return (await response.json()) as Record<string, unknown>;
};

test('a file of people is tried, imported, repeated and read back over the API', async () => {
  const reader = bearer(await tokenFor(['read']));
  expect(await importing(file, true)).toMatchObject({
    dry_run: true,
    applied: false,
    added: 8,
    rebooked: null,
  });
  expect(await importing(file, false)).toMatchObject({ applied: true, added: 8, rebooked: { amended: 2 } });
  expect(await importing(file, false)).toMatchObject({ applied: true, added: 0, unchanged: 6 });
  const list = await (await get('/api/w/sample/workers?search=ada&limit=1', reader)).json();
  expect(list).toMatchObject({ total: 1, workers: [{ name: 'Ada', memberships: [{ team_name: 'Core' }] }] });
  expect(await (await get('/api/w/live/workers', reader)).json()).toMatchObject({ total: 0 });
  expect((await get('/api/w/sample/identities', reader)).status).toBe(403);
});

test('a file with faults names each by line and is not applied', async () => {
  const result = await importing('name,email,active_from\nEve,eve@x.test,\nAda,bob@x.test,soon\n', false);
  expect(result).toMatchObject({ applied: false, errors: [{ row: 3, column: 'active_from' }] });
});

test('what decisions refuse comes as a problem with its code and fix', async () => {
  const as = bearer(await tokenFor(['admin']));
  const wish = { kind: 'email', value: 'x@y.test', worker_id: 'wrk_nobody' };
  const unknown = await problemIn(await send('POST', '/api/w/live/identities', wish, as));
  expect(unknown).toMatchObject({ status: 404, code: 'worker-unknown' });
  const empty = { name: 'T', valid_from: '2026-02-02', valid_to: '2026-02-01' };
  expect(await problemIn(await send('PUT', '/api/w/live/teams', empty, as))).toMatchObject({
    status: 422,
    code: 'validity-empty',
  });
});

test('settings are read by readers, changed by admins and checked', async () => {
  const [reader, as] = [bearer(await tokenFor(['read'])), bearer(await tokenFor(['admin']))];
  expect(await (await send('PUT', '/api/settings', { company_name: 'Halyard' }, as)).json()).toMatchObject({
    company_name: 'Halyard',
  });
  expect(await (await get('/api/settings', reader)).json()).toMatchObject({ company_name: 'Halyard' });
  expect((await send('PUT', '/api/settings', { company_name: 'x' }, reader)).status).toBe(403);
  const wrong = await send(
    'PUT',
    '/api/settings',
    { time_zone: 'Mars/Olympus', fiscal_year_start_month: 13 },
    as,
  );
  expect((await problemIn(wrong)).fields?.map(({ path }) => path)).toEqual([
    'time_zone',
    'fiscal_year_start_month',
  ]);
});
