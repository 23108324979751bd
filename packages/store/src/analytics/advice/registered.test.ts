import { describe, expect, test } from 'vitest';
import { isNamedAfter } from './registered.ts';

describe('an agent', () => {
  test('is named after its owner whatever stands between the letters', () => {
    expect(isNamedAfter('eli.falk-agent-1', 'Eli Falk')).toBe(true);
    expect(isNamedAfter('nightly-refactor', 'Eli Falk')).toBe(false);
    expect(isNamedAfter('sweeper', '')).toBe(false);
  });
});
