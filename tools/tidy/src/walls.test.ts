import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, expect, test } from 'vitest';

const config = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs');
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Names of the walls that a checkout with these files breaks. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'exchequer-walls-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { tsConfig: _, ...options } = config.options;
  const roots = [...new Set(Object.keys(files).map((path) => path.split('/')[0] as string))];
  const ruleSet = { forbidden: config.forbidden };
  const { output } = await cruise(roots, { ...options, baseDir: root, ruleSet, validate: true });
  const { summary } = output as ICruiseResult;
  return [...new Set(summary.violations.map((violation) => violation.rule.name))].sort();
}

const a = 'export const a = 1;\n';
const importing = (path: string) => `import { a } from '${path}';\nexport const b = a;\n`;

const breaches: Record<string, Record<string, string>> = {
  'no-cycles': {
    'packages/core/src/pricing/index.ts': importing('./price.ts'),
    'packages/core/src/pricing/price.ts': importing('./index.ts'),
  },
  'model-imports-nouns-only': {
    'packages/model/src/index.ts': importing('../../core/src/pricing/index.ts'),
    'packages/core/src/pricing/index.ts': a,
  },
  'core-imports-model-only': {
    'packages/core/src/pricing/index.ts': importing('../../../store/src/prices/index.ts'),
    'packages/store/src/prices/index.ts': a,
  },
  'no-node-in-model-and-core': {
    'packages/core/src/pricing/index.ts': `import { readFileSync } from 'node:fs';\nexport const b = readFileSync;\n`,
  },
  'no-unresolved': { 'packages/core/src/pricing/index.ts': importing('./nowhere.ts') },
  'store-imports-model-and-core': {
    'packages/store/src/prices/index.ts': importing('../../../vendors/src/prices/index.ts'),
    'packages/vendors/src/prices/index.ts': a,
  },
  'vendors-import-model-and-core': {
    'packages/vendors/src/prices/index.ts': importing('../../../store/src/prices/index.ts'),
    'packages/store/src/prices/index.ts': a,
  },
  'packages-do-not-import-apps': {
    'packages/store/src/prices/index.test.ts': importing('../../../../apps/server/src/services.ts'),
    'apps/server/src/services.ts': a,
  },
  'web-talks-by-contract': {
    'apps/web/src/main.tsx': importing('../../../packages/core/src/pricing/index.ts'),
    'packages/core/src/pricing/index.ts': a,
  },
  'cli-talks-by-contract': {
    'apps/cli/src/main.ts': importing('../../server/src/tower.ts'),
    'apps/server/src/tower.ts': a,
  },
  'gateway-stands-alone': {
    'apps/server/src/gateway/index.ts': importing('../jobs/index.ts'),
    'apps/server/src/jobs/index.ts': a,
  },
  'enter-package-domains-by-index': {
    'apps/server/src/services.ts': importing('../../../packages/core/src/pricing/price.ts'),
    'packages/core/src/pricing/price.ts': a,
  },
  'enter-sibling-domains-by-index': {
    'packages/core/src/metric/index.ts': importing('../pricing/price.ts'),
    'packages/core/src/pricing/price.ts': a,
  },
  'enter-store-domains-by-index': {
    'packages/store/src/analytics/query/index.ts': importing('../journal/table.ts'),
    'packages/store/src/analytics/journal/table.ts': a,
  },
  'the-company-is-entered-by-its-generator': {
    'apps/server/src/jobs/sample/load.ts': importing('../../../../../tools/company/src/truth/truth.ts'),
    'tools/company/src/truth/truth.ts': a,
  },
  'the-company-knows-no-product': {
    'apps/server/src/jobs/sample/load.ts': importing('../../../../../tools/company/src/index.ts'),
    'tools/company/src/index.ts': importing('../../../packages/model/src/index.ts'),
    'packages/model/src/index.ts': a,
  },
  'tests-are-leaves': {
    'packages/core/src/pricing/index.ts': importing('./price.test.ts'),
    'packages/core/src/pricing/price.test.ts': a,
  },
};

test.each(Object.entries(breaches))('the wall %s can be broken, and is then found', async (rule, files) => {
  expect(await broken(files)).toContain(rule);
});

test('every wall has a breach here', () => {
  const rules = config.forbidden.map((rule: { name: string }) => rule.name);
  expect(Object.keys(breaches).sort()).toEqual(rules.sort());
});

test('what the architecture allows breaks no wall', async () => {
  const sound = await broken({
    'packages/model/src/index.ts': a,
    'packages/core/src/pricing/index.ts': importing('./price.ts'),
    'packages/core/src/pricing/price.ts': importing('../../../model/src/index.ts'),
    'packages/core/src/metric/index.ts': `import { b } from '../pricing/index.ts';\nexport const c = b;\n`,
    'packages/store/src/prices/index.ts': `import { b } from '../../../core/src/pricing/index.ts';\nexport const c = b;\n`,
    'apps/server/src/compose.ts': `import { c } from '../../../packages/store/src/prices/index.ts';\nexport const d = c;\n`,
    'apps/cli/src/main.ts': `export const later = () => import('../../server/src/compose.ts');\n`,
  });
  expect(sound).toEqual([]);
});
