import { type LeaseRefusal, parseUsd } from '@exchequer/model';
import { describe, expect, test } from 'vitest';
import { type BudgetRefusal, budgetFault } from './budget-fault.ts';
import { gateFault } from './fault.ts';
import { moneyText } from './words.ts';

const usd = parseUsd;
const refusal = (more: Partial<LeaseRefusal> = {}): LeaseRefusal => ({
  refused: 'envelope-exhausted',
  detail: '',
  envelopeId: 'env_1',
  envelopeName: 'Platform',
  free: 0n,
  limit: usd('400'),
  period: '2026-11',
  resetsAt: new Date('2026-11-30T23:00:00Z'),
  ...more,
});
const fault = (more: Partial<BudgetRefusal> = {}) =>
  budgetFault({
    refusal: refusal(),
    needed: usd('0.5'),
    held: 0n,
    timeZone: 'Europe/Warsaw',
    nowMs: Date.parse('2026-11-21T09:00:00Z'),
    link: 'https://exchequer.example/r/abc',
    candidates: [],
    ...more,
  });

describe('a budget stop', () => {
  test('says which budget is reached, when it resets in the company’s zone and where to ask', () => {
    expect(fault()).toMatchObject({
      kind: 'budget-exhausted',
      status: 429,
      retry: false,
      message:
        'Monthly budget of $400 reached. Resets 1 Dec 00:00 Europe/Warsaw. Request more: https://exchequer.example/r/abc',
    });
  });

  test('says what is left, what running calls hold, what the call may cost and which model would fit', () => {
    const candidates = [
      { model: 'tiny', worst: usd('0.01') },
      { model: 'small', worst: usd('0.2') },
      { model: 'dear', worst: usd('0.45') },
    ];
    const told = fault({
      refusal: refusal({ free: usd('0.3') }),
      held: usd('1.2'),
      needed: usd('0.501'),
      candidates,
    });
    expect(told.message).toContain(
      'Monthly budget of $400 reached: $0.30 is left ($1.20 is held by running calls), this call may cost $0.51.',
    );
    expect(told.message).toContain('small would fit.');
    expect(told.facts).toEqual({
      reason: 'envelope-exhausted',
      envelope: 'env_1',
      envelope_name: 'Platform',
      period: '2026-11',
      limit: '400',
      free: '0.3',
      held: '1.2',
      needed: '0.501',
      currency: 'USD',
      resets_at: '2026-11-30T23:00:00.000Z',
      cheaper_model: 'small',
      cheaper_model_needs: expect.stringMatching(/^0?\.?\d/),
      request_url: 'https://exchequer.example/r/abc',
    });
  });

  test.each([
    ['2026-11-21', 'Daily budget'],
    ['2026-W47', 'Weekly budget'],
    ['FY2027-Q3', 'Quarterly budget'],
    ['FY2027', 'Yearly budget'],
    ['from-2026-11-02', 'Budget'],
  ])('of the period %s is called a %s', (period, name) => {
    expect(fault({ refusal: refusal({ period }) }).message).toMatch(
      new RegExp(`^${name} of \\$400 reached\\.`),
    );
  });

  test('names the year when it resets in another one, and the hour of the zone on that day', () => {
    const resets = (at: string, timeZone: string) =>
      fault({ refusal: refusal({ resetsAt: new Date(at) }), timeZone }).message;
    expect(resets('2027-01-01T05:00:00Z', 'America/New_York')).toContain(
      'Resets 1 Jan 2027 00:00 America/New_York.',
    );
    expect(resets('2026-11-30T18:30:00Z', 'Asia/Kolkata')).toContain('Resets 1 Dec 00:00 Asia/Kolkata.');
  });

  test('without an end, a link or a budget says what it can', () => {
    expect(fault({ refusal: refusal({ resetsAt: null }), link: '' }).message).toBe(
      'Monthly budget of $400 reached.',
    );
    const uncovered = refusal({ refused: 'nothing-covers', resetsAt: null });
    expect(fault({ refusal: uncovered, link: '' }).message).toBe('No budget covers this call.');
    const closed = refusal({ refused: 'books-refused', detail: 'the period is closed', resetsAt: null });
    expect(fault({ refusal: closed, link: '' }).message).toBe('the period is closed.');
  });
});

test('money is written as people write it, and never as less than it is when it has to be paid', () => {
  expect(moneyText(usd('1234567'))).toBe('$1,234,567');
  expect(moneyText(usd('0.309'))).toBe('$0.30');
  expect(moneyText(usd('0.301'), 'USD', 'up')).toBe('$0.31');
  expect(moneyText(usd('0.000003'))).toBe('$0.000003');
  expect(moneyText(usd('12.5'), 'EUR')).toBe('€12.50');
  expect(moneyText(usd('12.5'), 'PLN')).toBe('PLN 12.50');
  expect(moneyText(0n)).toBe('$0');
});

test('other faults have a status, words, and facts for machines', () => {
  expect(gateFault('rate-limited', { what: 'tokens', limit: 100_000, retryAfterSeconds: 12 })).toEqual({
    kind: 'rate-limited',
    status: 429,
    retry: true,
    message: 'Limit of 100,000 tokens per minute reached. Try again in 12 s.',
    retryAfterSeconds: 12,
    facts: { what: 'tokens', limit: 100_000, retryAfterSeconds: 12 },
  });
  const models = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  expect(gateFault('model-not-allowed', { key: 'ci', model: 'x', allowed: models }).message).toBe(
    'The key ci may not use the model x. Allowed: a, b, c, d, e, f, g, h and 2 more.',
  );
});
