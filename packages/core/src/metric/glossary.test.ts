import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { glossaryTable } from './index.ts';

test('the glossary lists every metric as the catalogue defines it', () => {
  const page = readFileSync(new URL('../../../../docs/GLOSSARY.md', import.meta.url), 'utf8');
  expect(page).toContain(glossaryTable());
});
