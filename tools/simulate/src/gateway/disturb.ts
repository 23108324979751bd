import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from './callers.ts';
import type { Stand } from './stand.ts';

/** Something that goes wrong while clients ask, and is over when the promise resolves. */
export interface Disturbance {
  name: string;
  act(): Promise<void>;
}

/**
 * What goes wrong, in turn. PostgreSQL and the tower are away for seconds, up to a minute where there is
 * time for it: a sixth of the run at most.
 */
export function disturbances(stand: Stand, chance: Chance, seconds: number): Disturbance[] {
  const spans = [2, 5, 15, 60].filter((span) => span <= Math.max(2, seconds / 6));
  const away = () => wait(chance.of(spans) * 1_000);
  const oneOf = () => chance.below(stand.gateways.length);
  const killed = async (at: number) => {
    await stand.gateways[at]?.kill();
    await stand.startGateway(at);
  };
  return [
    { name: 'a gateway is killed', act: () => killed(oneOf()) },
    {
      name: 'the tower is killed and away',
      act: async () => {
        await stand.tower.kill();
        await away();
        await stand.tower.start();
      },
    },
    {
      name: 'PostgreSQL is away',
      act: async () => {
        await stand.stopPostgres();
        await away();
        await stand.startPostgres();
      },
    },
    {
      name: 'a gateway is stopped in order',
      act: async () => {
        const at = oneOf();
        await stand.gateways[at]?.stop();
        await stand.startGateway(at);
      },
    },
    {
      name: 'the tower is stopped in order, and a gateway is killed meanwhile',
      act: async () => {
        await stand.tower.stop();
        await killed(oneOf());
        await wait(2_000);
        await stand.tower.start();
      },
    },
    {
      name: 'PostgreSQL is away, and a gateway is killed meanwhile',
      act: async () => {
        await stand.stopPostgres();
        await killed(oneOf());
        await wait(2_000);
        await stand.startPostgres();
      },
    },
  ];
}
