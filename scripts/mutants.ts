import ts from 'typescript';

/** One change of one place. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** What is there instead. */
  readonly to: string;
  readonly from: string;
}

type Change = readonly [node: ts.Node, to: string];

const opposites: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
]);

/** A value that says nothing, or something where it said nothing. */
function emptied(value: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value)) return emptied(value.expression);
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value))
    return value.getText().length > 2 ? "''" : "'mutant'";
  if (ts.isArrayLiteralExpression(value)) return value.elements.length > 0 ? '[]' : "['mutant' as never]";
  if (ts.isFunctionLike(value) || value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword)
    return undefined;
  const text = value.getText();
  const isNothing = text === 'null' || text === 'undefined' || text.startsWith('void ');
  return isNothing || ts.isNumericLiteral(value) ? undefined : '(undefined as never)';
}

const conditionOf = (node: ts.Node): ts.Expression | undefined =>
  ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)
    ? node.expression
    : ts.isConditionalExpression(node) || ts.isForStatement(node)
      ? node.condition
      : undefined;

function changesOf(node: ts.Node): Change[] {
  const condition = conditionOf(node);
  if (condition !== undefined && !(ts.isBinaryExpression(condition) && opposites.has(condition.operatorToken.kind)))
    return [[condition, `!(${condition.getText()})`]];
  if (ts.isBinaryExpression(node)) {
    const to = opposites.get(node.operatorToken.kind);
    const joinsText = to === '-' && [node.left, node.right].some((side) => ts.isStringLiteralLike(side));
    return to === undefined || joinsText ? [] : [[node.operatorToken, to]];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [[node, 'false']];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [[node, 'true']];
  if (ts.isNumericLiteral(node)) return [[node, `(${node.getText()} + 1)`]];
  if (ts.isThrowStatement(node)) return [[node, ';']];
  if (ts.isExpressionStatement(node)) {
    const inner = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
    return ts.isCallExpression(inner) && inner.expression.kind !== ts.SyntaxKind.SuperKeyword ? [[node, ';']] : [];
  }
  if (ts.isAwaitExpression(node)) return [[node, `(${node.expression.getText()})`]];
  if (ts.isSpreadAssignment(node)) return [[node, '...{}']];
  if (ts.isSpreadElement(node)) return [[node, '...[]']];
  const value =
    ts.isReturnStatement(node) || (ts.isArrowFunction(node) && !ts.isBlock(node.body))
      ? ((ts.isArrowFunction(node) ? node.body : node.expression) as ts.Expression | undefined)
      : undefined;
  const to = value && emptied(value);
  return value && to !== undefined ? [[value, to]] : [];
}

/** Every mutant of a file, in the order of its text. Types, imports and names of members are left as they are. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isDecorator(node)) return;
    for (const [place, to] of changesOf(node)) {
      const [start, end] = [place.getStart(source), place.getEnd()];
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      found.push({ file, line, start, end, to, from: text.slice(start, end) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.toSorted((a, b) => a.start - b.start);
}
