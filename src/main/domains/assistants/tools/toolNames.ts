import { createHash } from 'node:crypto';
import { limits } from './toolSchema.ts';

/** An operation that becomes a tool. */
export interface Named {
  readonly integrationId: string;
  /** The integration's name, which the tool's begins with. */
  readonly integrationName: string;
  readonly operationKey: string;
  readonly operationId?: string | undefined;
}

/**
 * A name for each operation, in their order: the integration's and the operation's words, in letters, digits, `_` and `-`, starting
 * with a letter or `_`, 64 characters at most. Operations that would share a name, or have one too long, all get an ending made of
 * what they are, so that no name depends on the order.
 */
export function toolNames(operations: readonly Named[]): string[] {
  const wanted = operations.map(wantedName);
  const counts = new Map<string, number>();
  for (const name of wanted) counts.set(name, (counts.get(name) ?? 0) + 1);
  const free = new Set(wanted.filter((name) => counts.get(name) === 1 && fits(name)));
  const inOrder = operations.map((operation, index) => ({ operation, index, name: wanted[index] ?? '' }));
  const names = [...wanted];
  const disputed = inOrder
    .filter(({ name }) => !free.has(name))
    .sort((a, b) => compare(identity(a.operation), identity(b.operation)));
  for (const { operation, index, name } of disputed) names[index] = claim(free, name, operation);
  return names;
}

/** The name that an operation would have alone; it can be too long. */
export function wantedName({ integrationName, operationId, operationKey }: Named): string {
  const name = `${words(integrationName).toLowerCase().slice(0, 24)}_${words(operationId ?? operationKey)}`;
  return /^[a-z_]/i.test(name) ? name : `_${name}`;
}

const fits = (name: string): boolean => name.length <= limits.nameLength;

function words(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '');
  return plain.replace(/[^a-zA-Z0-9_-]+/g, '_').replace(/^_+|_+$/g, '');
}

function claim(taken: Set<string>, wanted: string, operation: Named): string {
  for (let round = 0; ; round += 1) {
    const ending = createHash('sha256')
      .update(`${identity(operation)}\n${round}`)
      .digest('hex')
      .slice(0, 8);
    const name = `${wanted.slice(0, limits.nameLength - 9)}_${ending}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

const identity = ({ integrationId, operationKey }: Named): string => `${integrationId}\n${operationKey}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
