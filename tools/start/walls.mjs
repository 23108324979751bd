// Runs the import rules of .dependency-cruiser.cjs. Fails too when it saw suspiciously little: a
// cruiser that cannot read TypeScript finds no modules and therefore no violations.
import { createRequire } from 'node:module';
import { argv, exit } from 'node:process';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const roots = argv.length > 2 ? argv.slice(2) : ['packages', 'apps'];
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

const { output } = await cruise(
  roots,
  { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
);

const own = output.modules.filter((module) => /^(packages|apps)\/.*\.tsx?$/.test(module.source));
const imports = own.flatMap((module) => module.dependencies);
const { violations } = output.summary;

for (const { rule, from, to, comment, cycle } of violations) {
  const why = comment ?? config.forbidden.find((known) => known.name === rule.name)?.comment;
  const path = cycle ? cycle.map((step) => step.name).join(' -> ') : to;
  console.error(`${from} -> ${path}\n  ${rule.name}: ${why}`);
}
if (own.length === 0 || imports.length === 0) {
  console.error('error: no TypeScript module was cruised, so no wall was checked');
  console.error('fix: dependency-cruiser must find TypeScript; `npx depcruise --info` says what it reads');
  exit(1);
}
console.log(`${own.length} modules, ${imports.length} imports, ${violations.length} breaches`);
exit(violations.length > 0 ? 1 : 0);
