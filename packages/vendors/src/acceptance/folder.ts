import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A folder of the optional acceptance data that lies beside a developer’s checkout, or null. Says
 * so when it is absent, so that a skipped test is never mistaken for a passed one.
 */
export function acceptanceFolder(name: string): string | null {
  const folder = fileURLToPath(new URL(`../../../../../shared/data/${name}`, import.meta.url));
  if (existsSync(folder)) return folder;
  process.stderr.write(`skipped: the acceptance data ../shared/data/${name} is not beside this checkout\n`);
  return null;
}
