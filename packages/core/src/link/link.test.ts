import { describe, expect, test } from 'vitest';
import { namesTicket, repositoryName, ticketCandidates } from './index.ts';

describe('a repository', () => {
  test.each([
    'https://github.com/Acme/api.git',
    'git@github.com:acme/api.git',
    'ssh://git@github.com:22/acme/api',
    'github.com/acme/api/',
  ])('has one name, given as %s', (address) => {
    expect(repositoryName(address)).toBe('github.com/acme/api');
  });

  test('that is not named has no name', () => {
    expect(repositoryName('')).toBe('');
  });
});

describe('a ticket key', () => {
  test('is found in a branch wherever it stands, and upper case does not matter', () => {
    expect(ticketCandidates('feature/ABC-12-fix-login')).toEqual(['abc-12', 'fix-login']);
    expect(ticketCandidates('fix-ABC-12')).toEqual(['fix-abc', 'abc-12']);
    expect(ticketCandidates('main')).toEqual([]);
  });

  test('counts when told of, or when it has a number and the prefix of one told of', () => {
    const known = new Set(['spotter-fum', 'abc-1']);
    expect(
      ['spotter-fum', 'spotter-0rt', 'abc-99', 'fix-login', 'fix-2', 'abc-login'].map((key) =>
        namesTicket(key, known),
      ),
    ).toEqual([true, true, true, false, false, false]);
  });
});
