import type { DefinitionServer, ServerVariable } from './definition.ts';
import { arrayAt, isObject, objectAt, optionalText, own, textAt } from './json.ts';
import { below } from './pointer.ts';
import type { Source } from './source.ts';
import { swagger2Servers } from './swagger2.ts';

/** The servers that a document, path item or operation names; none where it names none. */
export function readServers(source: Source, holder: unknown, pointer: string): DefinitionServer[] {
  if (source.dialect === 'swagger2') return swagger2Servers(holder, source.document);
  return arrayAt(holder, 'servers').flatMap((server, index) =>
    readServer(source, server, below(pointer, 'servers', index)),
  );
}

function readServer(source: Source, server: unknown, pointer: string): DefinitionServer[] {
  const url = textAt(server, 'url')?.trim();
  if (!isObject(server) || url === undefined) {
    source.problems.add('SERVER_URL_INVALID', 'warning', pointer, 'The server has no URL and is left out.');
    return [];
  }
  const variables = readVariables(source, server, pointer);
  checkVariables(source, url, variables, pointer);
  return [
    { url, ...optionalText(server, 'name', 'name'), ...optionalText(server, 'description', 'description'), variables },
  ];
}

function readVariables(source: Source, server: unknown, pointer: string): ServerVariable[] {
  return Object.entries(objectAt(server, 'variables') ?? {}).map(([name, variable]) => {
    const values = arrayAt(variable, 'enum')
      .filter((value) => typeof value !== 'object')
      .map(String);
    const fallback = own(variable, 'default');
    if (typeof fallback === 'object' || fallback === undefined) {
      const message = `The server variable “${name}” has no default.`;
      source.problems.add('SERVER_VARIABLE_INVALID', 'warning', below(pointer, 'variables', name), message);
    }
    return {
      name,
      default: fallback === undefined || typeof fallback === 'object' ? (values[0] ?? '') : String(fallback),
      ...(values.length > 0 && { enum: values }),
      ...optionalText(variable, 'description', 'description'),
    };
  });
}

function checkVariables(source: Source, url: string, variables: readonly ServerVariable[], pointer: string): void {
  for (const [, name] of url.matchAll(/\{([^{}]*)\}/g)) {
    if (variables.some((variable) => variable.name === name)) continue;
    const message = `The URL has a variable “${name}” that is not described.`;
    source.problems.add('SERVER_VARIABLE_INVALID', 'warning', pointer, message);
  }
}
