import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Place } from './place.ts';

const clients = new URL('../../../docs/CLIENTS.md', import.meta.url);

/** Runs the program of docs/CLIENTS.md that holds these words, with the place's address and key in it. */
export async function documented<Exports>(words: string, { origin, key }: Place): Promise<Exports> {
  const programs = [...readFileSync(clients, 'utf8').matchAll(/^```js\n([\s\S]*?)^```$/gm)];
  const [program, ...others] = programs.flatMap(([, text = '']) => (text.includes(words) ? [text] : []));
  if (!program || others.length > 0) throw new Error(`docs/CLIENTS.md has no single program with ${words}`);
  // Beside this file, so that it finds the packages that it imports.
  const folder = mkdtempSync(join(import.meta.dirname, 'documented-'));
  try {
    const file = join(folder, 'program.mjs');
    writeFileSync(file, program.replaceAll('http://127.0.0.1:4110', origin).replaceAll('exq_…', key));
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Exports;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
