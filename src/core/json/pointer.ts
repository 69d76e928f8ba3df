/** A JSON pointer (RFC 6901) one level below another. */
export function below(pointer: string, ...tokens: readonly (string | number)[]): string {
  let result = pointer;
  for (const token of tokens) result += `/${escapeToken(String(token))}`;
  return result;
}

/** The tokens of a pointer, unescaped. The empty pointer has none. */
export function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(pointer.startsWith('/') ? 1 : 0)
    .split('/')
    .map(unescapeToken);
}

/** The last token of a pointer, unescaped; empty for the whole document. */
export function lastToken(pointer: string): string {
  return unescapeToken(pointer.slice(pointer.lastIndexOf('/') + 1));
}

/** The value a pointer leads to, or undefined. Only own keys and array indexes count. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of tokensOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(token)) return undefined;
    value = Reflect.get(value, token);
  }
  return value;
}

/** The pointer that the fragment of a URI holds (RFC 6901 section 6); undefined where it is an anchor. */
export function pointerOfFragment(fragment: string): string | undefined {
  if (fragment !== '' && !fragment.startsWith('/')) return undefined;
  if (!fragment.includes('%')) return fragment;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** A key as it stands in a pointer. */
export function escapeToken(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}

/** A wanted place in a document and the wanted places below it. */
export interface PlaceTree {
  pointer: string;
  children: Map<string, PlaceTree>;
}

/** The tree of some pointers and all their ancestors: those stand in for what is not in the text. */
export function placeTree(pointers: readonly string[]): PlaceTree {
  const root: PlaceTree = { pointer: '', children: new Map() };
  for (const pointer of pointers) {
    let node = root;
    let end = 0;
    for (const token of tokensOf(pointer)) {
      const next = pointer.indexOf('/', end + 1);
      end = next === -1 ? pointer.length : next;
      const child = node.children.get(token) ?? { pointer: pointer.slice(0, end), children: new Map() };
      node.children.set(token, child);
      node = child;
    }
  }
  return root;
}
