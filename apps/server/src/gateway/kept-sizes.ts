import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gate } from './gate.ts';

const keepMs = 10_000;

/**
 * Keeps what was learned of the sizes of calls in the gateway's folder, so that a new life does not begin
 * with what is usual elsewhere. Nothing of it is needed: a file that is missing or broken is begun anew.
 */
export function keepSizes({ sizes, log }: Pick<Gate, 'sizes' | 'log'>, folder: string): { stop(): void } {
  const path = join(folder, 'sizes.json');
  try {
    sizes.restore(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log('the learned sizes cannot be read', error);
  }
  const keep = () => {
    try {
      writeFileSync(`${path}.new`, JSON.stringify(sizes.state()), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      log('the learned sizes cannot be kept', error);
    }
  };
  const timer = setInterval(keep, keepMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      keep();
    },
  };
}
