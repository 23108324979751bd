import ts from 'typescript';
import { type Check, isCode, lineOf, parse, walk } from './finding.ts';

/** `any` switches the type checker off for whatever touches it. */
export const anyType: Check = (file) => {
  if (!isCode(file.path)) return [];
  const tree = parse(file);
  const found: ReturnType<Check> = [];
  walk(tree, (node) => {
    if (node.kind !== ts.SyntaxKind.AnyKeyword) return;
    const instead = 'take `unknown` and validate it at the edge, or name the type';
    found.push({ rule: 'any', path: file.path, line: lineOf(tree, node), instead });
  });
  return found;
};

/** A default export is renamed at will by each importer, so a search for the name misses it. */
export const defaultExport: Check = (file) => {
  if (!isCode(file.path) || /\.config\.m?ts$/.test(file.path)) return [];
  const tree = parse(file);
  const instead = 'export it by its name, so that it is found under one name everywhere';
  return tree.statements
    .filter((statement) => isDefaultExport(statement))
    .map((statement) => ({
      rule: 'default-export',
      path: file.path,
      line: lineOf(tree, statement),
      instead,
    }));
};

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return !statement.isExportEquals;
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)) return true;
  if (!ts.isExportDeclaration(statement) || !statement.exportClause) return false;
  if (!ts.isNamedExports(statement.exportClause)) return false;
  return statement.exportClause.elements.some((element) => element.name.text === 'default');
}
