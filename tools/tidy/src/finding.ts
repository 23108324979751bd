import ts from 'typescript';

/** Something the source does that this project does not do, and what to do instead. */
export interface Finding {
  rule: string;
  path: string;
  line: number;
  instead: string;
}

/** A file of the repository as the checks see it. */
export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  path: string;
  text: string;
}

/** A check looks at one file and says what is wrong with it. */
export type Check = (file: SourceFile) => Finding[];

export const isCode = (path: string) => /\.(ts|tsx|mts|mjs|cjs)$/.test(path) && !path.endsWith('.d.ts');

/** Tests and what only tests use may read the clock and may be long inside `describe`. */
export const isTest = (path: string) =>
  /\.test\.tsx?$/.test(path) || /(^|\/)(testing|test-kit)(\.tsx?$|\/)/.test(path);

export function countLines(text: string): number {
  if (text === '') return 0;
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

export function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
}

export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Calls `visit` for every node of the file. */
export function walk(tree: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(tree);
}
