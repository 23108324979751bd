import type { Check } from './finding.ts';

const vague = /^(utils?|helpers?|common|managers?|misc)$/i;

/** A folder or file named after nothing collects everything. */
export const vagueName: Check = (file) => {
  const parts = file.path.split('/').map((part) => part.replace(/\..*$/, ''));
  const part = parts.find((name) => vague.test(name));
  if (!part) return [];
  const instead = `\`${part}\` says nothing: name it by the domain word of docs/GLOSSARY.md that it serves`;
  return [{ rule: 'vague-name', path: file.path, line: 1, instead }];
};

// In two halves, so that this file does not find itself.
const leftover = new RegExp(
  `\\b(${['TO', 'FIX', 'X'].map((half, at) => half + ['DO', 'ME', 'XX'][at]).join('|')})\\b`,
);
const readable = /\.(ts|tsx|mjs|cjs|css|html|sql|md|yaml|yml|json)$/;

/** A note to oneself in the source is work nobody sees. */
export const leftoverNote: Check = (file) => {
  if (!readable.test(file.path)) return [];
  const instead = 'do it now, or write it down where work is tracked and take the note out';
  return file.text
    .split('\n')
    .flatMap((text, at) =>
      leftover.test(text) ? [{ rule: 'leftover-note', path: file.path, line: at + 1, instead }] : [],
    );
};
