import { resolve } from 'node:path';

/** Where the data lives: the named directory, else `./data`. */
export const homeOf = (named: string | undefined, cwd: string): string => resolve(cwd, named || 'data');
