/**
 * `npm run simulate -- forecast [--seeds 20] [--first 1] [--origins 300,335]`: simulated companies whose daily
 * spend has weekdays, growth, holidays, month ends, a price cut that the price book knows and an intake
 * that the staff plan knows, one at a time and together. Each is forecast on the origins and held to what
 * came: the error against “as a week ago”, the share of days inside the bands, and the commitments that the
 * forecast advises against the best ones of the true distribution. The last line is one JSON object.
 */
import { numberFlag } from '../../bench/src/measure/machine.ts';
import { simulateForecasts } from './forecast/run.ts';

const args = process.argv.slice(2);
const at = args.indexOf('--origins');
const result = simulateForecasts({
  seeds: numberFlag(args, 'seeds', 20),
  first: numberFlag(args, 'first', 1),
  origins: (at < 0 ? '300,335' : (args[at + 1] ?? '')).split(',').map(Number),
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exitCode = result.faults.length === 0 ? 0 : 1;
