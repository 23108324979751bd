/**
 * `npm run simulate -- response [--seeds 20] [--people 300] [--days 364]`: panels of which the elasticity is
 * known, read as the product reads them: four settings in which talent, and in the last also busy weeks, drive
 * spend and results alike; the engineers of the simulated company; and experiments. The last line is JSON.
 */
import { numberFlag } from '../../bench/src/measure/machine.ts';
import { companyPanel } from './response/company.ts';
import { playExperiments } from './response/experiments.ts';
import { judge, playSettings } from './response/settings.ts';

const mostBias = 0.02;

function main(args: readonly string[]): number {
  const startedAt = performance.now();
  const seeds = Array.from({ length: numberFlag(args, 'seeds', 20) }, (_, at) => String(at + 1));
  const [people, days] = [numberFlag(args, 'people', 300), numberFlag(args, 'days', 364)];
  const settings = playSettings(seeds);
  const panels = seeds.map((seed) => companyPanel(Number(seed), people, days));
  const persons = panels[0]?.persons ?? 0;
  const company = judge(
    `simulated company, ${persons} engineers`,
    0.15,
    persons,
    panels.map(({ panel }) => panel),
  );
  const experiments = playExperiments(seeds);
  for (const one of [...settings, company]) {
    process.stderr.write(
      `${one.setting}: pooled ${one.pooled}, between ${one.between}, within ${one.within} (${one.spread}), 95 % intervals hold ${one.coverage}, ${one.grade}\n`,
    );
  }
  const clean = settings.filter(
    ({ setting, grade }) => !setting.includes('shocks') && grade !== 'cannot-tell',
  );
  const ok =
    [...clean, company].every(({ bias }) => Math.abs(bias) <= mostBias) &&
    settings.every(({ grade }) => grade === 'E1' || grade === 'cannot-tell') &&
    experiments.every(({ bias, grades }) => Math.abs(bias) <= 2 * mostBias && grades.join() === 'E3');
  const seconds = Math.round(performance.now() - startedAt) / 1_000;
  console.log(JSON.stringify({ ok, seeds: seeds.length, settings, company, experiments, seconds }));
  return ok ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
