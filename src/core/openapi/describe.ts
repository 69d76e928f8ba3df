import { objectAt, optionalText, textAt } from '../json/value.ts';
import { readBody, readResponses } from './bodies.ts';
import { definitionFaults } from './faults.ts';
import type { OperationDetail } from './operation.ts';
import { findOperation, type PlacedOperation } from './operations.ts';
import { mergedParameters, readParameters } from './parameters.ts';
import type { RemoteOptions } from './references.ts';
import { SchemaBundle } from './schemas.ts';
import { readServers } from './servers.ts';
import { openSource, type Source } from './source.ts';

/**
 * One operation with everything that is needed to show it, call it and check the answer. Follows only the references
 * of that operation; schemas that refer to themselves stay references into `definitions`.
 * @param key as in OperationSummary, for example `GET /pets/{id}`
 * @throws Fault DEFINITION_OPERATION_UNKNOWN
 */
export function describeOperation(document: unknown, key: string, options: RemoteOptions = {}): OperationDetail {
  const found = findOperation(openSource(document, options), key);
  if (!found) throw unknownOperation(key);
  const source = openSource(document, options);
  const { summary, place, item } = found;
  const bundle = new SchemaBundle(source);
  const parameters = mergedParameters(source, item, place);
  const body = readBody(source, bundle, place, parameters);
  return {
    ...summary,
    ...describedWords(found),
    parameters: readParameters(source, bundle, summary.path, parameters),
    ...(body && { requestBody: body }),
    responses: readResponses(source, bundle, place),
    servers: effectiveServers(source, found),
    definitions: bundle.definitions(),
    problems: [...source.problems.list],
  };
}

function describedWords({ place, item }: PlacedOperation): Pick<OperationDetail, 'description' | 'externalDocs'> {
  const docs = objectAt(place.value, 'externalDocs');
  const url = textAt(docs, 'url');
  return {
    ...optionalText(item.value, 'description', 'description'),
    ...optionalText(place.value, 'description', 'description'),
    ...(url !== undefined && { externalDocs: { url, ...optionalText(docs, 'description', 'description') } }),
  };
}

/** The operation's own servers, else its path's, else the definition's. */
function effectiveServers(source: Source, { place, item }: PlacedOperation): OperationDetail['servers'] {
  for (const holder of [place, item]) {
    const servers = readServers(source, holder.value, holder.pointer);
    if (servers.length > 0) return servers;
  }
  return readServers(source, source.document, '');
}

function unknownOperation(key: string) {
  const message = `The definition has no operation “${key.slice(0, 200)}”.`;
  return definitionFaults.fault('DEFINITION_OPERATION_UNKNOWN', message, {
    todo: 'Choose one of the operations in the list; it may have gone with the last import.',
  });
}
