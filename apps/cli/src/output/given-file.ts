import { readFile } from 'node:fs/promises';
import { CliError } from './errors.ts';

/** The text of a file that the user named. Throws what can be done where it cannot be read. */
export const readGiven = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read`, 'Check the path and that you may read it.', { cause });
  });
