import ts from 'typescript';
import { type Check, isCode, isTest, lineOf, parse, walk } from './finding.ts';

/** Where a process begins: here the clock, chance and the environment are read and handed on. */
const compositionRoots = [
  /^apps\/[^/]+\/src\/(main|compose|tower|gateway-main)\.tsx?$/,
  /^apps\/[^/]+\/bin\//,
  /\.config\.ts$/,
  /^tools\//,
  /^[^/]+$/,
];

const instead: Record<string, string> = {
  'Date.now': 'take `now` as an argument; apps/server/src/compose.ts owns the clock',
  'new Date()': 'take `now` as an argument; apps/server/src/compose.ts owns the clock',
  'Math.random': 'take the value, a seeded generator or an id maker as an argument',
  'process.env': 'read it in the entry point of the process and pass the value in',
};

/** Code that reads its surroundings cannot be replayed from its inputs. */
export const surroundings: Check = (file) => {
  if (!isCode(file.path) || isTest(file.path)) return [];
  if (compositionRoots.some((root) => root.test(file.path))) return [];
  const tree = parse(file);
  const found: ReturnType<Check> = [];
  walk(tree, (node) => {
    const name = ambientRead(node);
    if (!name) return;
    found.push({ rule: 'surroundings', path: file.path, line: lineOf(tree, node), instead: said(name) });
  });
  return found;
};

const said = (name: string) => `${name}: ${instead[name]}`;

function ambientRead(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const name = `${node.expression.text}.${node.name.text}`;
    return name in instead ? name : null;
  }
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return null;
  return node.expression.text === 'Date' && !node.arguments?.length ? 'new Date()' : null;
}
