/** An operation as far as choosing it needs to know. */
export interface ChoosableOperation {
  /** `GET /pets/{id}` */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE']);

/** Whether a method changes nothing at the server, as far as it keeps to the standard (RFC 9110, section 9.2.1). */
export const isSafe = (method: string): boolean => safeMethods.has(method.toUpperCase());

/** Operations with one of the tags, or whose key or path one of the patterns names; all where there are none. */
export function chosenOperations<O extends ChoosableOperation>(operations: readonly O[], only: readonly string[]): O[] {
  if (only.length === 0) return [...operations];
  const tests = only.map(testOf);
  return operations.filter((operation) => tests.some((test) => test(operation)));
}

/** `*` stands for any text; a pattern without one is a tag, a key, a path or the beginning of a path. */
function testOf(pattern: string): (operation: ChoosableOperation) => boolean {
  const wanted = pattern.trim().toLowerCase();
  const parts = wanted.split('*');
  const fits = (text: string) => fitsParts(parts, text.toLowerCase());
  return ({ key, path, tags }) => tags.some((tag) => tag.toLowerCase() === wanted) || fits(key) || fits(path);
}

/** Each part after the other, the first at the beginning and the last at the end; in time linear in the text for each part. */
function fitsParts([first = '', ...rest]: readonly string[], text: string): boolean {
  if (rest.length === 0) return text === first;
  const last = rest.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

const templates = (path: string): number => path.split('{').length - 1;

/**
 * In the order in which one can tell the next what it needs: what takes no values first, and what deletes last. Each group can be sent
 * at once.
 */
export function inTurns<O extends ChoosableOperation>(operations: readonly O[]): O[][] {
  const turnOf = ({ method, path }: O) =>
    method === 'DELETE' ? 1_000 - templates(path) : templates(path) * 2 + Number(!isSafe(method));
  const groups = Map.groupBy(operations, turnOf);
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}
