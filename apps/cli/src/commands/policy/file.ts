import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PolicyFaultView } from '@exchequer/model/contract';
import { CliError, type Terminal } from '../../output/index.ts';

/** What a policy file is called when nobody says otherwise. */
export const usualFile = 'exchequer.policy.yaml';

const largestBytes = 2_000_000;

/** Reads the policy file that was named. */
export async function readPolicyFile(path: string, cwd: string): Promise<string> {
  const file = resolve(cwd, path);
  const size = await stat(file).catch((cause: unknown) => {
    const fix = `Name the file, or write one to start from: exchequer policy export --out ${usualFile}`;
    throw new CliError(`${path} cannot be read`, fix, { cause });
  });
  if (size.size > largestBytes) {
    throw new CliError(`${path} is larger than 2 MB`, 'A policy file is small text; check the path.');
  }
  return readFile(file, 'utf8');
}

/** Every fault with its place and its fix. */
export function printFaults(path: string, faults: readonly PolicyFaultView[], terminal: Terminal): void {
  const { errStyle } = terminal;
  for (const { line, path: field, error, fix } of faults) {
    const place = line > 0 ? `${path}:${line}` : path;
    const where = field ? ` ${errStyle.dim(field)}` : '';
    terminal.err(
      `${errStyle.stop('error:')} ${place}${where}: ${error}\n${errStyle.bold('fix:')}   ${fix}\n`,
    );
  }
}

export const faultCount = (faults: readonly PolicyFaultView[]): string =>
  `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
