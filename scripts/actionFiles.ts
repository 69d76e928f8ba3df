import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { projectRoot } from './projectRoot.ts';

/** A function that an action begins with, or that it reaches through a port, where no import leads to it. */
export type Entry = readonly [folder: string, name: string];

export interface Action {
  readonly name: string;
  /** Files at most. */
  readonly goal: number;
  readonly main: readonly Entry[];
  readonly page: readonly Entry[];
}

const domains = 'src/main/domains';
const pages = 'src/renderer/features';

const send: readonly Entry[] = [
  [`${domains}/requests`, 'sendRequest'],
  [`${domains}/definitions`, 'readDetail'],
  [`${domains}/definitions`, 'definitionOf'],
];

/** Where each action begins. A port's implementation is named too: no import leads to a value that is handed in. */
const actions: readonly Action[] = [
  { name: 'send', goal: 30, main: send, page: [[pages, 'useSend']] },
  { name: 'token renewal', goal: 40, main: [...send, [domains, 'createTokenSource']], page: [] },
  {
    name: 'import',
    goal: 35,
    main: [
      [`${domains}/definitions`, 'reviewDefinition'],
      [`${domains}/definitions`, 'runReview'],
      [`${domains}/definitions`, 'applyDefinition'],
    ],
    page: [
      [pages, 'useReview'],
      [pages, 'ReviewStep'],
    ],
  },
  {
    name: 'attach',
    goal: 20,
    main: [
      [`${domains}/assistants`, 'attach'],
      [`${domains}/connections`, 'readManyReachable'],
      [`${domains}/connections`, 'readRequirements'],
    ],
    page: [[pages, 'ChooserModal']],
  },
  {
    name: 'connect',
    goal: 35,
    main: [
      [`${domains}/connections`, 'createConnection'],
      [`${domains}/connections`, 'checkConnection'],
      [domains, 'startSignIn'],
    ],
    page: [[pages, 'ConnectModal']],
  },
];

/** The program's own files without tests, as paths from the root with `/`. */
export function sourceFiles(root: string): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
    .map((file) => `src/${file.split(sep).join('/')}`)
    .sort();
}

interface Source {
  readonly checker: ts.TypeChecker;
  /** Path from the root. */
  readonly pathOf: (file: ts.SourceFile) => string;
  readonly files: readonly ts.SourceFile[];
}

/** Parses and binds the source alone: whatever comes from a package is unknown here, which is as far as an action is followed. */
export function readSource(root: string): Source {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    jsx: ts.JsxEmit.ReactJSX,
    noLib: true,
    noResolve: false,
    types: [],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const file = resolveImport(root, text, from);
      return {
        resolvedModule: file === undefined ? undefined : { resolvedFileName: file, extension: extensionOf(file) },
      };
    });
  const program = ts.createProgram({ rootNames: sourceFiles(root).map((file) => join(root, file)), options, host });
  return {
    checker: program.getTypeChecker(),
    pathOf: (file) => relative(root, file.fileName).split(sep).join('/'),
    files: program.getSourceFiles(),
  };
}

const extensionOf = (file: string) => (file.endsWith('x') ? ts.Extension.Tsx : ts.Extension.Ts);

function resolveImport(root: string, specifier: string, from: string): string | undefined {
  const alias = /^#(core|contract|main|renderer)\/(.+)$/.exec(specifier);
  const file = alias ? join(root, 'src', alias[1] ?? '', alias[2] ?? '') : join(dirname(from), specifier);
  return (alias || specifier.startsWith('.')) && /\.tsx?$/.test(file) && existsSync(file) ? file : undefined;
}

/**
 * The files that hold a function or value which is reached from the entries, over the names that code refers to. Names that only types
 * refer to do not count, and a file that only re-exports does not either.
 * @returns with the names of entries that do not exist
 */
export function filesReached(
  { checker, pathOf, files }: Source,
  entries: readonly Entry[],
): { reached: string[]; missing: string[] } {
  const found = entries.map((entry) => ({ name: entry[1], node: findEntry(files, pathOf, entry) }));
  const nodes = new Set<ts.Node>(found.flatMap(({ node }) => node ?? []));
  // A set is walked in the order of insertion, with what is added on the way.
  for (const node of nodes) if (!isRegister(node)) for (const next of referencesIn(checker, node)) nodes.add(next);
  return {
    reached: [...new Set([...nodes].map((node) => pathOf(node.getSourceFile())))],
    missing: found.flatMap(({ name, node }) => (node === undefined ? [name] : [])),
  };
}

/** A table of modules by kind, such as `{ basic, bearer }`: an action takes one of them, so the table alone is counted. */
function isRegister(node: ts.Node): boolean {
  if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return false;
  const value = ts.isSatisfiesExpression(node.initializer) ? node.initializer.expression : node.initializer;
  if (!ts.isObjectLiteralExpression(value) || value.properties.length < 2) return false;
  return value.properties.every(
    (each) =>
      ts.isShorthandPropertyAssignment(each) || (ts.isPropertyAssignment(each) && ts.isIdentifier(each.initializer)),
  );
}

function findEntry(files: readonly ts.SourceFile[], pathOf: Source['pathOf'], [folder, name]: Entry) {
  return files
    .filter((file) => pathOf(file).startsWith(`${folder}/`))
    .flatMap((file) => declarationsOf(file))
    .find((node) => node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name);
}

type Declared = ts.FunctionDeclaration | ts.ClassDeclaration | ts.VariableDeclaration | ts.EnumDeclaration;

/** The functions and values of a file that are declared at its top. */
function declarationsOf(file: ts.SourceFile): Declared[] {
  return file.statements.flatMap((statement): Declared[] => {
    if (ts.isVariableStatement(statement)) return [...statement.declarationList.declarations];
    return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)
      ? [statement]
      : [];
  });
}

/** The declarations at the top of any file that the code of one refers to. */
function referencesIn(checker: ts.TypeChecker, declaration: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isIdentifier(node) && !isMemberName(node)) found.push(...targetsOf(checker, node));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declaration, visit);
  return found;
}

/** The name of a member says nothing of where its value is written. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node && !isNamespace(parent)) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

/** `import * as x` makes `x.name` a name of that file. */
const isNamespace = ({ expression }: ts.PropertyAccessExpression): boolean => ts.isIdentifier(expression);

function targetsOf(checker: ts.TypeChecker, node: ts.Identifier): ts.Node[] {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return membersOf(checker, parent);
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  return topOf(checker, symbol);
}

function membersOf(checker: ts.TypeChecker, { expression, name }: ts.PropertyAccessExpression): ts.Node[] {
  const whole = checker.getSymbolAtLocation(expression);
  const isImport = whole?.declarations?.some((each) => ts.isNamespaceImport(each)) ?? false;
  return isImport ? topOf(checker, checker.getSymbolAtLocation(name)) : [];
}

function topOf(checker: ts.TypeChecker, symbol: ts.Symbol | undefined): ts.Node[] {
  if (symbol === undefined) return [];
  const { declarations = [] } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return declarations.flatMap((node) => {
    const value = ts.isBindingElement(node) ? ts.walkUpBindingElementsAndPatterns(node) : node;
    return isTop(value) ? [value] : [];
  });
}

function isTop(node: ts.Node): node is Declared {
  if (ts.isVariableDeclaration(node)) return ts.isSourceFile(node.parent.parent.parent);
  const isDeclared = ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node);
  return isDeclared && ts.isSourceFile(node.parent);
}

export interface Grain {
  readonly files: number;
  /** Lines of the file in the middle. */
  readonly median: number;
  /** Files under 20 lines that one file alone imports, without the doors of folders. */
  readonly slivers: string[];
  /** Files over 300 lines. */
  readonly giants: string[];
}

/** How finely the source is cut. */
export function grainOf(root: string): Grain {
  const files = sourceFiles(root);
  const lines = new Map(
    files.map((file) => [file, readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length]),
  );
  const importers = new Map<string, number>();
  for (const file of files) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
    const targets = importedFiles.flatMap(({ fileName }) => resolveImport(root, fileName, join(root, file)) ?? []);
    for (const target of new Set(targets)) {
      const path = relative(root, target).split(sep).join('/');
      importers.set(path, (importers.get(path) ?? 0) + 1);
    }
  }
  const sorted = [...lines.values()].sort((a, b) => a - b);
  return {
    files: files.length,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    slivers: files.filter(
      (file) => (lines.get(file) ?? 0) < 20 && importers.get(file) === 1 && !file.endsWith('/index.ts'),
    ),
    giants: files.filter((file) => (lines.get(file) ?? 0) > 300),
  };
}

const row = (name: string, cells: readonly (string | number)[]): string =>
  `${name.padEnd(15)}${cells.map((cell) => String(cell).padStart(6)).join('')}`;

/** The figures as lines of text. `action` lists the files of one action as well. */
export function report(root: string, action?: string): string[] {
  const { files, median, slivers, giants } = grainOf(root);
  const source = readSource(root);
  const rows = actions.flatMap(({ name, goal, main, page }) => {
    const [own, shown] = [filesReached(source, main), filesReached(source, page)];
    const cells = [own.reached.length, `≤ ${goal}`, page.length === 0 ? '' : shown.reached.length];
    const listed = name === action ? [...own.reached, '', ...shown.reached] : [];
    const gone = [...own.missing, ...shown.missing].map((entry) => `no ${entry} any more: name what takes its place`);
    return [row(name, cells), ...[...gone, ...listed].map((line) => `    ${line}`)];
  });
  return [
    `${files} source files, ${median} lines in the middle, ${slivers.length} under 20 lines with one importer, ${giants.length} over 300`,
    row('action', ['files', 'goal', 'page']),
    ...rows,
    ...(action === 'grain' ? [...slivers, ...giants] : []),
  ];
}

if (import.meta.main) {
  const [action, root = projectRoot] = process.argv.slice(2);
  console.log(report(root, action).join('\n'));
}
