import { describe, expect, test } from 'vitest';
import { advised, reading } from './board.test-kit.ts';
import { type DigestFacts, digestDue, digestNews, weeklyDigest } from './index.ts';

const facts: DigestFacts = {
  workspace: 'live',
  range: { from: '2026-11-09', to: '2026-11-16', time_zone: 'Europe/Warsaw' },
  spend: reading('spend_contracted', '5900', { compare_value: '5000' }),
  forecast: {
    needs: null,
    period: { from: '2026-11-01', to: '2026-12-01', kind: 'month', time_zone: 'Europe/Warsaw' },
    estimate: {
      ...{
        actual: '12000',
        median: '24000',
        low80: '22000',
        high80: '27000',
        low95: '21000',
        high95: '30000',
      },
      ...{ budget: '25000', over_budget: 0.31 },
    },
  },
  movers: [
    { dimension: 'team', value: 'team_1', label: 'Finance', before: '900', after: '600' },
    { dimension: 'team', value: 'team_2', label: 'Platform', before: '400', after: '1900' },
  ],
  inbox: [advised('own', { own: true }), advised('a')],
};

describe('the digest of a week', () => {
  test('says spend, forecast, movers and what to do, and leads to each', () => {
    const { title, lines } = weeklyDigest(facts);
    expect(title).toBe('The week of 9 Nov: $5,900');
    expect(lines.map(({ text }) => text)).toEqual([
      '$5,900 was spent, 18 % more than in the week before.',
      'The month heads for $24,000 ($22,000 to $27,000 in 80 of 100 courses). The budget is $25,000; the chance of passing it is 31 %.',
      'Platform: +$1,500, now $1,900.',
      'Finance: −$300, now $600.',
      'Agent a repeats one call. Likely $980 to $1,290 a month.',
    ]);
    expect(lines[0]?.to).toBe('/today?range=2026-11-09..2026-11-16');
  });

  test('is one piece of news for each week, without what is one person’s own', () => {
    const news = digestNews(weeklyDigest(facts), 'https://tower.acme.test');
    expect(news).toMatchObject({ topic: 'digest.weekly', key: 'digest.weekly:2026-11-09', level: 'info' });
    expect(news.says).toContain('https://tower.acme.test/w/live/today?advice=a');
    expect(news.says).not.toContain('Agent own');
  });

  test('says what it needs where spend or forecast cannot be told', () => {
    const spend = reading('spend_contracted', null, { needs: 'usage' });
    const forecast = { ...facts.forecast, estimate: null, needs: '7 whole days with spend' };
    const { lines } = weeklyDigest({ ...facts, spend, forecast, movers: [], inbox: [] });
    expect(lines.map(({ text }) => text)).toEqual([
      'Spend needs usage.',
      'A forecast of the month needs 7 whole days with spend.',
    ]);
  });
});

describe('a digest is due', () => {
  const due = (at: string, zone = 'Europe/Warsaw') => digestDue(new Date(at), zone);

  test('from Monday at eight in company time until Tuesday ends', () => {
    // Warsaw is an hour ahead of UTC in November.
    expect(due('2026-11-16T06:59:00Z')).toBeNull();
    expect(due('2026-11-16T07:00:00Z')).toEqual({ from: '2026-11-09', to: '2026-11-16' });
    expect(due('2026-11-17T22:59:00Z')).toEqual({ from: '2026-11-09', to: '2026-11-16' });
    expect(due('2026-11-17T23:00:00Z')).toBeNull();
    expect(due('2026-11-22T12:00:00Z')).toBeNull();
  });

  test('by the calendar of the zone, not by that of UTC', () => {
    expect(due('2026-11-15T22:30:00Z', 'Asia/Tokyo')).toBeNull();
    expect(due('2026-11-15T23:30:00Z', 'Asia/Tokyo')).toEqual({ from: '2026-11-09', to: '2026-11-16' });
  });
});
