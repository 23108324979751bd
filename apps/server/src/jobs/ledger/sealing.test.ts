import type { Seal } from '@exchequer/store/ledger';
import { describe, expect, test } from 'vitest';
import { startSealing } from './index.ts';

const now = () => new Date('2026-11-21T09:00:00Z');

function stand(answers: (Error | null)[]) {
  const told: string[] = [];
  let rounds = 0;
  const seal = async (): Promise<Seal[]> => {
    const answer = answers[rounds++];
    if (answer) throw answer;
    return [];
  };
  const sealing = startSealing({ sql: null as never, now, log: (message) => told.push(message), seal });
  return { sealing, told, rounds: () => rounds };
}

describe('sealing', () => {
  test('tells a failure once, and again only after it had worked', async () => {
    const away = new Error('the database is away');
    const { sealing, told } = stand([away, away, null, away]);
    for (let round = 0; round < 4; round++) await sealing.run();
    expect(told).toHaveLength(2);
    await sealing.close();
  });

  test('seals a last time when it is closed', async () => {
    const { sealing, rounds } = stand([]);
    await sealing.close();
    expect(rounds()).toBe(1);
  });
});
