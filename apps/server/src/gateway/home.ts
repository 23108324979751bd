import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of one gateway of a home, and the name under which the books know it. */
export interface GatewayHome {
  folder: string;
  /** The same in every life, so that what an earlier one leased is found and closed. */
  id: string;
}

/** Opens the folder of the n-th gateway of a home; names it when it is new. */
export function openGatewayHome(home: string, number: number, newId: () => string): GatewayHome {
  const folder = join(home, 'gateway', String(number));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'id');
  try {
    writeFileSync(path, `${newId()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return { folder, id: readFileSync(path, 'utf8').trim() };
}
