import { definitionFaults } from './faults.ts';

/** What a document may cost. Everything past a limit is refused before anything is read from it. */
export interface DefinitionLimits {
  /** Size of the text in bytes. */
  bytes: number;
  /** How deep objects and lists may be nested. */
  depth: number;
  /** Values in the document; a YAML alias counts as often as it is used. */
  nodes: number;
  operations: number;
  /** Over all operations; one that a path hands down to several counts for each. */
  parameters: number;
}

export const defaultLimits: DefinitionLimits = {
  bytes: 128 * 1024 * 1024,
  depth: 512,
  nodes: 20_000_000,
  operations: 50_000,
  parameters: 1_000_000,
};

const kept = 'Nothing was imported or changed.';

/** Refuses text that is too long, before it is decoded or parsed. */
export function checkBytes(bytes: number, limits: DefinitionLimits): void {
  if (bytes <= limits.bytes) return;
  const shown = `${Math.ceil(bytes / 1_000_000)} MB`;
  const allowed = `${Math.floor(limits.bytes / 1_000_000)} MB`;
  throw definitionFaults.fault('DEFINITION_TOO_LARGE', `The document has ${shown}; at most ${allowed} can be read.`, {
    kept,
    todo: 'Import a bundled definition without inlined references, or one part of the API at a time.',
  });
}

/** Refuses a tree that is too deep or too large. For what JSON.parse made: every value stands in one place. */
export function checkTree(root: unknown, limits: DefinitionLimits): void {
  let nodes = 0;
  const visit = (child: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > limits.nodes) throw tooManyNodes(limits);
    if (typeof child === 'object' && child !== null) walk(child, depth);
  };
  // A loop over the keys makes no list of the values, which halves the time.
  const walk = (value: object, depth: number): void => {
    if (depth > limits.depth) throw tooDeep(limits);
    if (Array.isArray(value)) for (const child of value) visit(child, depth + 1);
    else for (const key in value) visit(value[key as keyof typeof value], depth + 1);
  };
  if (typeof root === 'object' && root !== null) walk(root, 1);
}

/**
 * Refuses a graph whose expansion would be too large, in time linear in the graph: each shared value is measured once.
 * For YAML, where aliases let a few lines stand for billions of values, or for themselves.
 */
export function checkGraph(root: unknown, limits: DefinitionLimits): void {
  const measured = new Map<object, { nodes: number; height: number }>();
  const open = new Set<object>();
  const measure = (value: unknown, depth: number): { nodes: number; height: number } => {
    if (typeof value !== 'object' || value === null) return { nodes: 1, height: 0 };
    const known = measured.get(value);
    if (known) return known;
    if (open.has(value)) throw cyclic();
    if (depth > limits.depth) throw tooDeep(limits);
    open.add(value);
    const total = { nodes: 1, height: 1 };
    for (const child of Object.values(value)) {
      const inner = measure(child, depth + 1);
      total.nodes += inner.nodes;
      total.height = Math.max(total.height, inner.height + 1);
      if (total.nodes > limits.nodes) throw tooManyNodes(limits);
    }
    open.delete(value);
    measured.set(value, total);
    if (depth + total.height > limits.depth + 1) throw tooDeep(limits);
    return total;
  };
  measure(root, 1);
}

function tooDeep(limits: DefinitionLimits) {
  const message = `The document is nested more than ${limits.depth} levels deep.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Check that the file is the definition itself; real ones are a few dozen levels deep.',
  });
}

function tooManyNodes(limits: DefinitionLimits) {
  const message = `The document stands for more than ${limits.nodes.toLocaleString('en')} values.`;
  return definitionFaults.fault('DEFINITION_TOO_LARGE', message, {
    kept,
    todo: 'Import a definition with references instead of inlined copies or YAML aliases.',
  });
}

function cyclic() {
  return definitionFaults.fault('DEFINITION_UNUSABLE', 'A YAML alias in the document contains itself.', {
    kept,
    todo: 'Write the recursion as a $ref; aliases cannot express it.',
  });
}
