import ts from 'typescript';

/** A small change that some test should notice. */
export interface Mutant {
  readonly file: string;
  /** Counts within the file, in the order of the text; the same text has the same mutants. */
  readonly index: number;
  readonly line: number;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** What stands for a piece of code while its mutant is on. Null stands for the statement being left out. */
interface Change {
  readonly kind: string;
  readonly after: string | null;
}

const swapped: Readonly<Record<string, readonly [kind: string, operator: string]>> = {
  '<': ['boundary', '<='],
  '<=': ['boundary', '<'],
  '>': ['boundary', '>='],
  '>=': ['boundary', '>'],
  '===': ['comparison', '!=='],
  '!==': ['comparison', '==='],
  '&&': ['condition', '||'],
  '||': ['condition', '&&'],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
  '/': ['arithmetic', '*'],
  '%': ['arithmetic', '*'],
};

/**
 * The text with every mutant in it, each behind a switch (`__mutation(index)`), so that one transform serves all runs. Lines stay where
 * they are.
 */
export function withMutants(file: string, text: string): { code: string; mutants: Mutant[] } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];

  function add(node: ts.Node, { kind, after }: Change): string {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const before = node.getText().replace(/\s+/g, ' ').slice(0, 90);
    const shown = (after ?? '(left out)').replace(/\s+/g, ' ').slice(0, 90);
    mutants.push({ file, index: mutants.length, line, kind, before, after: shown });
    return `__mutation(${mutants.length - 1})`;
  }

  function emit(node: ts.Node): string {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || isTypeOnly(node)) return node.getText();
    // Numbered before what is inside, so that the order is that of the text.
    const changes = changesOf(node).map((change) => ({ ...change, on: add(node, change) }));
    let inner = '';
    let at = node.getStart();
    ts.forEachChild(node, (child) => {
      inner += text.slice(at, child.getStart()) + emit(child);
      at = child.end;
    });
    inner += text.slice(at, node.end);
    if (changes.length === 0) return inner;
    if (changes[0]?.after === null) return `if (!${changes[0].on}) { ${inner} }`;
    return `(${changes.map(({ on, after }) => `${on} ? ${after} : `).join('')}(${inner}))`;
  }

  const body = emit(source);
  const head = `const __mutation = (index) => globalThis.__mutations?.(${JSON.stringify(file)}, index) === true; `;
  return { code: head + text.slice(0, source.getStart()).replace(/^#!.*/, '') + body, mutants };
}

const isTypeOnly = (node: ts.Node): boolean =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isExportDeclaration(node);

function changesOf(node: ts.Node): Change[] {
  if (ts.isExpressionStatement(node)) return isCall(node.expression) ? [{ kind: 'removed call', after: null }] : [];
  if (!ts.isExpression(node) || isWrittenTo(node)) return [];
  return [...conditionChanges(node), ...valueChanges(node), ...returnChanges(node)];
}

const isCall = (node: ts.Expression): boolean =>
  ts.isCallExpression(ts.isAwaitExpression(node) || ts.isVoidExpression(node) ? node.expression : node);

/** Places where no other expression may stand. */
function isWrittenTo(node: ts.Expression): boolean {
  const { parent } = node;
  const isName = (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) && parent.name === node;
  return isName || ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || ts.isPrefixUnaryExpression(parent);
}

/** What decides a branch: always, and never. */
function conditionChanges(node: ts.Expression): Change[] {
  const { parent } = node;
  const decides =
    ((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node);
  if (!decides) return [];
  const never = { kind: 'condition', after: 'false' };
  return ts.isWhileStatement(parent) ? [never] : [never, { kind: 'condition', after: 'true' }];
}

function valueChanges(node: ts.Expression): Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ kind: 'boolean', after: 'false' }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ kind: 'boolean', after: 'true' }];
  if (ts.isNumericLiteral(node)) return [{ kind: 'number', after: `${node.text} + 1` }];
  if (ts.isAwaitExpression(node)) return [{ kind: 'await', after: node.expression.getText() }];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [{ kind: 'condition', after: node.operand.getText() }];
  if (!ts.isBinaryExpression(node)) return [];
  const [left, operator, right] = [node.left.getText(), node.operatorToken.getText(), node.right.getText()];
  if (operator === '??') return [{ kind: 'condition', after: left }];
  const swap = swapped[operator];
  if (swap === undefined || (operator === '+' && /['"`]/.test(left + right))) return [];
  return [{ kind: swap[0], after: `(${left}) ${swap[1]} (${right})` }];
}

function returnChanges(node: ts.Expression): Change[] {
  const { parent } = node;
  const isReturned = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
  return isReturned && node.getText() !== 'undefined' ? [{ kind: 'returned value', after: 'undefined' }] : [];
}
