import { dump } from 'js-yaml';
import { plainRecord } from '../../json/value.ts';
import { pathNames } from '../address.ts';
import { NoteList, Place } from '../notes.ts';
import type { PortableCollection } from '../portable.ts';
import { type FoundRequest, requestsIn } from '../tree.ts';
import { effectiveAuth, safeFileName, type WrittenFiles } from '../writing.ts';
import { addressOf, type OpenAddress } from './address.ts';
import { joinOperations, type Operation, operationOf } from './operation.ts';
import { Schemes } from './schemes.ts';

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

interface Described {
  readonly address: OpenAddress;
  readonly method: string;
  readonly operation: Operation;
}

/**
 * Describes the requests of a collection as an OpenAPI 3.1 document: what is sent, with schemas made of it, and kept responses as
 * examples. Requests of one method and path become one operation.
 */
export function writeOpenApi(collection: PortableCollection): WrittenFiles {
  const notes = new NoteList();
  const schemes = new Schemes();
  const described = requestsIn(collection).flatMap((found) => describe(found, schemes, new Place(notes, found.path)));
  const servers = described.map(({ address }) => address.server);
  const [first] = servers;
  const common = first !== undefined && servers.every(({ url }) => url === first.url) ? first : null;
  const document = {
    openapi: '3.1.0',
    info: {
      title: collection.name || 'Collection',
      version: '1.0.0',
      ...(collection.description !== '' && { description: collection.description }),
    },
    ...(common !== null && { servers: [common] }),
    paths: pathsOf(described, common === null),
    ...schemes.components,
  };
  const path = `${safeFileName(collection.name)}.openapi.yaml`;
  return { files: [{ path, text: dump(document, { lineWidth: -1, noRefs: true }) }], notes: notes.notes };
}

function describe(found: FoundRequest, schemes: Schemes, place: Place): Described[] {
  const { request, groups } = found;
  const method = request.method.toLowerCase();
  if (!methods.has(method)) {
    place.say(`OpenAPI 3.1 has no method “${request.method}”; the request was left out.`);
    return [];
  }
  if (request.scripts.before + request.scripts.after !== '') place.say('Its scripts were left out.');
  if (request.assertions.length + request.captures.length > 0) place.say('Checks without code were left out.');
  const address = addressOf(found);
  const security = schemes.requirement(effectiveAuth(request.auth, groups), place);
  return [{ address, method, operation: operationOf(found, address, security, place) }];
}

/** `/users/{id}` and `/users/{name}` are one path, of which the first spelling counts. */
function pathsOf(described: readonly Described[], hasOwnServers: boolean): object {
  const spellings = new Map<string, string>();
  const paths = new Map<string, Map<string, Operation>>();
  const ids = new Set<string>();
  for (const { address, method, operation } of described) {
    const shape = address.path.replace(/\{[^{}]*\}/g, '{}');
    const spelling = spellings.get(shape) ?? address.path;
    spellings.set(shape, spelling);
    const operations = paths.get(spelling) ?? new Map<string, Operation>();
    paths.set(spelling, operations);
    const before = operations.get(method);
    const named = renamed(operation, address.names, pathNames(spelling));
    const served = hasOwnServers ? { ...named, servers: [address.server] } : named;
    operations.set(method, before === undefined ? withId(served, ids) : joinOperations(before, served));
  }
  return plainRecord([...paths].map(([path, operations]) => [path, plainRecord(operations)] as const));
}

/** With the parameters of the path as the spelling that counts names them. */
function renamed(operation: Operation, from: readonly string[], to: readonly string[]): Operation {
  if (operation.parameters === undefined || from.every((name, index) => name === to[index])) return operation;
  const parameters = operation.parameters.map((each) =>
    each.in === 'path' ? { ...each, name: to[from.indexOf(each.name)] ?? each.name } : each,
  );
  return { ...operation, parameters };
}

function withId(operation: Operation, used: Set<string>): Operation {
  const words = operation.summary.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? ['request'];
  const name = words
    .map((word, index) => (index === 0 ? word.toLowerCase() : (word[0] ?? '').toUpperCase() + word.slice(1)))
    .join('')
    .slice(0, 60);
  let id = name;
  for (let count = 2; used.has(id); count += 1) id = `${name}${count}`;
  used.add(id);
  return { operationId: id, ...operation };
}
