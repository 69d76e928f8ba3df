import { isObject, type JsonObject, kindOf, own, textAt } from '../json/value.ts';
import { definitionFaults } from './faults.ts';
import { foreignDocument } from './foreign.ts';
import { Problems } from './problems.ts';
import { type Place, References, type RemoteOptions } from './references.ts';

/** A definition being read: which words it uses, how to follow its references, and what was found wrong so far. */
export interface Source {
  readonly document: JsonObject;
  readonly dialect: 'swagger2' | 'openapi3';
  /** As the document says. */
  readonly specVersion: string;
  /** `3.1` of `3.1.0`. */
  readonly minor: string;
  readonly references: References;
  readonly problems: Problems;
  readonly root: Place;
}

const kept = 'Nothing was imported or changed.';

/**
 * Opens a parsed document as a definition.
 * @throws Fault DEFINITION_UNKNOWN_FORMAT, DEFINITION_UNSUPPORTED_VERSION
 */
export function openSource(document: unknown, options: RemoteOptions = {}): Source {
  if (!isObject(document)) throw notAnObject(document);
  const specVersion = versionOf(document);
  const problems = new Problems();
  const minor = specVersion.split('.').slice(0, 2).join('.');
  if (!knownMinors.has(minor)) {
    problems.add('UNKNOWN_VERSION', 'warning', '/openapi', `OpenAPI ${specVersion} is read as if it were 3.2.`);
  }
  return {
    document,
    dialect: minor === '2.0' ? 'swagger2' : 'openapi3',
    specVersion,
    minor,
    references: new References(document, problems, options),
    problems,
    root: { value: document, pointer: '', base: '' },
  };
}

const knownMinors = new Set(['2.0', '3.0', '3.1', '3.2']);

function versionOf(document: JsonObject): string {
  const openapi = textAt(document, 'openapi');
  if (openapi !== undefined) return openapi3Version(openapi.trim());
  const swagger = textAt(document, 'swagger') ?? textAt(document, 'swaggerVersion');
  if (swagger === undefined) throw foreign(document);
  if (/^2(\.0)?$/.test(swagger.trim())) return '2.0';
  throw unsupported(`Swagger ${swagger}`, own(document, 'swagger') === undefined ? '/swaggerVersion' : '/swagger');
}

function openapi3Version(version: string): string {
  if (/^3(\.\d+){1,2}(-[\w.]+)?$/.test(version)) return version;
  if (version === '3') return '3.0';
  throw unsupported(`OpenAPI ${version.slice(0, 40)}`, '/openapi');
}

function unsupported(version: string, pointer: string) {
  const message = `${version} cannot be read; 2.0, 3.0, 3.1 and 3.2 can.`;
  return definitionFaults.fault('DEFINITION_UNSUPPORTED_VERSION', message, {
    kept,
    todo: 'Convert the definition to OpenAPI 3, then import it.',
    pointer,
  });
}

function foreign(document: JsonObject) {
  const known = foreignDocument(document);
  const what = known?.name ?? 'an object without the key `openapi` or `swagger`';
  return definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', `This is ${what}, not an OpenAPI definition.`, {
    kept,
    todo: known?.todo ?? 'Check the address or file; a definition begins with `openapi: 3…` or `swagger: "2.0"`.',
    pointer: '',
  });
}

function notAnObject(document: unknown) {
  const message = `This is ${kindOf(document)}, not an OpenAPI definition.`;
  return definitionFaults.fault('DEFINITION_UNKNOWN_FORMAT', message, {
    kept,
    todo: 'Check the address or file; a definition is an object that begins with `openapi` or `swagger`.',
    pointer: '',
  });
}
