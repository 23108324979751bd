import ts from 'typescript';
import { type Check, countLines, isCode, isTest, lineOf, parse, walk } from './finding.ts';

const maxFileLines = 400;
const maxFunctionLines = 70;

/** A file above 400 lines holds more than one concept. */
export const fileLength: Check = (file) => {
  const lines = countLines(file.text);
  if (!isCode(file.path) || lines <= maxFileLines) return [];
  const instead = `${lines} lines, at most ${maxFileLines}: split the file by concept, one concept per file`;
  return [{ rule: 'file-length', path: file.path, line: 1, instead }];
};

/** A function above 70 lines cannot be read at once. */
export const functionLength: Check = (file) => {
  if (!isCode(file.path) || isTest(file.path)) return [];
  const tree = parse(file);
  const found: ReturnType<Check> = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
    const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
    const line = lineOf(tree, node);
    const lines = last - line + 1;
    if (lines <= maxFunctionLines) return;
    const instead = `${lines} lines, at most ${maxFunctionLines}: name the steps and make each a function`;
    found.push({ rule: 'function-length', path: file.path, line, instead });
  });
  return found;
};
