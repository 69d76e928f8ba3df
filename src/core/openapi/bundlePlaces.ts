import { schemaWords } from '../jsonSchema/schema.ts';

/**
 * What a place in a definition takes. `one`: a reference may be there, and what follows is read by its names. `map`: its entries
 * have names of their own, and each may be a reference. `list`: each item may be one. `items`: one, or a list. `mapping`: texts that
 * are references. `top`: the whole of a file, of which nobody has said what it is. `root`: the definition itself. `plain`: the rest.
 */
export type Kind = 'root' | 'top' | 'one' | 'map' | 'list' | 'items' | 'mapping' | 'plain';

const maps = new Set<string>([
  ...schemaWords.maps,
  'parameters',
  'responses',
  'headers',
  'examples',
  'links',
  'callbacks',
  'schemas',
  'requestBodies',
  'securitySchemes',
  'securityDefinitions',
  'pathItems',
  'paths',
  'webhooks',
  'x-webhooks',
]);
const lists = new Set<string>(schemaWords.lists);
const singles = new Set<string>(['schema', 'requestBody', 'additionalItems', ...schemaWords.singles]);
const literals = new Set(['example', 'default', 'const', 'enum', 'value']);

/** What is under a name. */
export function childKind(parent: Kind, key: string): Kind {
  if (parent === 'map') return 'one';
  if (key === 'mapping') return 'mapping';
  if (key === 'items') return 'items';
  if (singles.has(key)) return 'one';
  if (maps.has(key)) return 'map';
  if (lists.has(key)) return 'list';
  return parent === 'top' ? 'top' : 'plain';
}

/** Whether what is under a name is data, in which `$ref` is a name like any other. */
export function isLiteral(parent: Kind, key: string, value: unknown): boolean {
  if (parent === 'map') return false;
  if (key === 'examples') return Array.isArray(value);
  // In a file of which nobody has said what it is, these may be a response and an example.
  return literals.has(key) && !(parent === 'top' && (key === 'default' || key === 'value'));
}

/** Whether a reference may be in a place itself. */
export const takesReference = (kind: Kind): boolean => kind === 'one' || kind === 'items' || kind === 'top';

/** Whether the items of a list in a place may be references; the parameters of an operation are one, those of a definition a map. */
export const listsReferences = (kind: Kind): boolean => kind === 'list' || kind === 'items' || kind === 'map';
