/**
 * `npm run simulate -- explain [--seeds 20] [--days 300]`: companies with weekly seasons, growth, chance and
 * month-end burn, in which runaway agents, cache misses after a deploy, price changes and changed default
 * models are planted among changes that cause nothing. Each must be found within two days, its true cause
 * first in nine of ten, with at most one false alarm in 90 days over all series of a company; every bridge must be exact. The last line is
 * one JSON object.
 */
import { machineLine, numberFlag } from '../../bench/src/measure/machine.ts';
import { simulateExplain } from './explain/run.ts';

const args = process.argv.slice(2);
process.stderr.write(`machine: ${machineLine()}\n`);
const result = simulateExplain(
  numberFlag(args, 'seeds', 20),
  numberFlag(args, 'days', 300),
  (seed, missed) => {
    const { story, from, effect, where } = missed.planted;
    const what =
      missed.after === null
        ? 'not found'
        : missed.causeFirst
          ? 'another change named'
          : 'another cause first';
    const top = missed.top ? `; first: ${missed.top.kind} ${JSON.stringify(missed.top.where)}` : '';
    process.stderr.write(
      `seed ${seed}: ${story} ${JSON.stringify(where)} on day ${from}, +${Math.round(effect * 100)} %: ${what}${top}\n`,
    );
  },
);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(result.ok ? 0 : 1);
