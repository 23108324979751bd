import { expect, test } from 'vitest';
import { readSessionCookie, sessionCookie } from './cookie.ts';
import { hostAllowed } from './host.ts';

test('a server serves its public name and no other', () => {
  const publicUrl = 'https://Exchequer.example:8443/';
  expect(hostAllowed('exchequer.example', publicUrl)).toBe(true);
  expect(hostAllowed('EXCHEQUER.example:8443', publicUrl)).toBe(true);
  expect(hostAllowed('www.exchequer.example', publicUrl)).toBe(false);
  expect(hostAllowed('exchequer.example.evil.test', publicUrl)).toBe(false);
});

test('a request without a readable host is refused', () => {
  for (const host of [undefined, '', ':80', 'a b', 'localhost:99999x'])
    expect(hostAllowed(host, null)).toBe(false);
});

test('behind https the session cookie is for https and this very host alone', () => {
  const set = sessionCookie('exs_secret', 'https://exchequer.example');
  expect(set).toMatch(
    /^__Host-exq_session=exs_secret; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
  );
  expect(readSessionCookie('a=b; __Host-exq_session=exs_secret', 'https://exchequer.example')).toBe(
    'exs_secret',
  );
  expect(readSessionCookie('exq_session=exs_secret', 'https://exchequer.example')).toBeNull();
});
