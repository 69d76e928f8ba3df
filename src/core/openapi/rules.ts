import { isObject, type JsonObject, own } from '../json/value.ts';
import type { ProblemCode, Severity } from './definition.ts';
import { flowUrls, stylesIn } from './shapes.ts';
import type { Source } from './source.ts';

const schemaTypes = new Set<unknown>(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer', 'file']);

/** What a document has where a text belongs; what is no text says nothing. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export interface Scalar {
  readonly name: string;
  fits(value: unknown): boolean;
}

export const scalars: Readonly<Record<string, Scalar>> = {
  text: { name: 'text', fits: (value) => typeof value === 'string' || typeof value === 'number' },
  boolean: { name: 'true or false', fits: (value) => typeof value === 'boolean' },
  number: { name: 'a number', fits: (value) => typeof value === 'number' },
  count: { name: 'a whole number from 0', fits: (value) => Number.isInteger(value) && Number(value) >= 0 },
  scalar: { name: 'text', fits: (value) => typeof value !== 'object' },
  filled: { name: 'a list with values', fits: (value) => Array.isArray(value) && value.length > 0 },
  type: {
    name: 'a type that JSON Schema knows',
    fits: (value) => (Array.isArray(value) ? value.every((type) => schemaTypes.has(type)) : schemaTypes.has(value)),
  },
};

export type Say = (code: ProblemCode, severity: Severity, message: string, ...below: string[]) => void;
export type Rule = (value: JsonObject, source: Source, add: Say) => void;
/** What one word of an object must be to the others; asked only where the word is there. */
export type WordRule = (word: unknown, holder: JsonObject, source: Source, add: Say) => void;

/** What the fields of one object must be to each other. */
export const rules: Readonly<Record<string, Rule>> = {
  parameter: (value, source, add) => {
    const problem = (message: string) => add('PARAMETER_INVALID', 'info', message);
    if (value.in === 'path' && value.required !== true) problem('A path parameter must be required; it is taken so.');
    if (source.dialect === 'swagger2') {
      if (value.in !== 'body' && value.type === undefined) problem('The parameter has no type.');
      if (value.in === 'body' && value.schema === undefined) problem('The body has no schema.');
      if (value.type === 'array' && value.items === undefined) problem('The list does not say what its items are.');
      if (value.type === 'file' && value.in !== 'formData') problem('A file can stand in a form alone.');
      if (value.type === 'object') problem('A parameter that is no body cannot be an object.');
      const { collectionFormat: format } = value;
      if (format !== undefined && !/^(csv|ssv|tsv|pipes|multi)$/.test(textOf(format)))
        problem('The collectionFormat is not one that Swagger 2.0 knows; csv is taken.');
      if (format === 'multi' && value.in !== 'query' && value.in !== 'formData')
        problem('The collectionFormat multi is for query and form alone; csv is taken.');
      return;
    }
    const isBoth = value.schema !== undefined && value.content !== undefined;
    if (isBoth) problem('The parameter has both a schema and a content; the schema counts.');
    if (value.schema === undefined && value.content === undefined) problem('The parameter has no schema.');
    const types = isObject(value.content) ? Object.keys(value.content).length : 1;
    if (types !== 1) problem('The content of a parameter must have exactly one media type.');
    const { style } = value;
    const styles = typeof value.in === 'string' ? stylesIn[value.in] : undefined;
    if (typeof style === 'string' && styles && !styles.includes(style))
      problem(`The style “${style.slice(0, 40)}” is none for ${textOf(value.in)}; ${styles[0]} is taken.`);
    if (value.name === '') problem('The name of the parameter is empty.');
    if (value.example !== undefined && value.examples !== undefined)
      problem('The parameter has both an example and examples; the example counts.');
    if (value.in === 'querystring' && value.schema !== undefined)
      problem('The whole query is described by content, not by a schema.');
    if (value.in === 'querystring' && source.minor < '3.2') problem('querystring is known from OpenAPI 3.2 on.');
    if (value.in === 'header' && /^(accept|content-type)$/i.test(textOf(value.name)))
      problem(`The header ${textOf(value.name)} is not read as a parameter.`);
  },
  response: (value, source, add) => {
    const isNeeded = source.minor !== '3.2';
    if (isNeeded && value.description === undefined)
      add('RESPONSE_INVALID', 'info', 'The response has no description.');
  },
  operation: (value, source, add) => {
    if (value.operationId === '') add('VALUE_INVALID', 'info', 'The operationId is empty.');
    if (!Array.isArray(value.parameters)) return;
    const places = value.parameters.map((each: unknown) => own(each, 'in'));
    const count = (place: string) => places.filter((each) => each === place).length;
    if (count('querystring') > 1 || (count('querystring') === 1 && count('query') > 0))
      add('PARAMETER_INVALID', 'warning', 'A querystring parameter must be the only one of the query.');
    if (source.dialect !== 'swagger2') return;
    if (count('body') > 1 || (count('body') === 1 && count('formData') > 0))
      add('REQUEST_BODY_INVALID', 'warning', 'The operation has more than one body; the first counts.');
    const hasFile = value.parameters.some((each: unknown) => own(each, 'type') === 'file');
    const consumes = value.consumes ?? source.document.consumes;
    if (hasFile && !(Array.isArray(consumes) && consumes.some((type) => /multipart|urlencoded/.test(textOf(type)))))
      add('REQUEST_BODY_INVALID', 'info', 'A file needs a form as what is consumed; multipart/form-data is taken.');
  },
  requestBody: ({ content }, _source, add) => {
    if (isObject(content) && Object.keys(content).length === 0)
      add('REQUEST_BODY_INVALID', 'info', 'The body has no media type.');
  },
  media: ({ example, examples }, _source, add) => {
    if (example !== undefined && examples !== undefined)
      add('VALUE_INVALID', 'info', 'There is both an example and examples; the example counts.');
  },
  example: ({ value, externalValue, serializedValue }, _source, add) => {
    if (
      [value, externalValue].every((each) => each !== undefined) ||
      (value !== undefined && serializedValue !== undefined)
    )
      add('VALUE_INVALID', 'info', 'The example has its value twice; “value” counts.');
  },
  link: ({ operationId, operationRef }, _source, add) => {
    if ((operationId === undefined) === (operationRef === undefined))
      add('LINK_INVALID', 'info', 'A link names its operation by operationId or by operationRef.');
  },
  license: ({ identifier, url }, _source, add) => {
    if (identifier !== undefined && url !== undefined)
      add('VALUE_INVALID', 'info', 'The license has both an identifier and a URL.');
  },
  root: (value, source, add) => {
    const names = Array.isArray(value.tags) ? value.tags.map((tag: unknown) => own(tag, 'name')) : [];
    const twice = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
    if (twice !== undefined)
      add('TAG_INVALID', 'info', `The tag “${textOf(twice).slice(0, 60)}” is described twice.`, 'tags');
    const schemes: readonly unknown[] = Array.isArray(value.schemes) ? value.schemes : [];
    if (source.dialect === 'swagger2' && schemes.some((scheme) => !/^(https?|wss?)$/.test(textOf(scheme))))
      add('VALUE_INVALID', 'warning', 'The schemes are http, https, ws and wss; others are not read.', 'schemes');
    if (source.dialect === 'swagger2' && typeof value.basePath === 'string' && !/^(\/|$)/.test(value.basePath))
      add('VALUE_INVALID', 'info', 'The basePath does not begin with “/”; one is put before it.', 'basePath');
  },
  tag: ({ parent }, source, add) => {
    const tags = source.document.tags;
    if (parent !== undefined && !(Array.isArray(tags) && tags.some((tag) => own(tag, 'name') === parent)))
      add('TAG_INVALID', 'info', `The parent “${textOf(parent).slice(0, 60)}” of the tag is nowhere described.`);
  },
  server: ({ url }, _source, add) => {
    if (typeof url === 'string' && /[?#]/.test(url.replace(/\{[^{}]*\}/g, '')))
      add('SERVER_URL_INVALID', 'info', 'The address of a server must have no query and no fragment.');
  },
  pathItem: ({ additionalOperations }, _source, add) => {
    const fixed = Object.keys(isObject(additionalOperations) ? additionalOperations : {}).find((name) =>
      fixedMethod.test(name),
    );
    if (fixed !== undefined) {
      const message = `${fixed.toUpperCase()} has a name of its own in the path; it does not belong here.`;
      add('OPERATION_INVALID', 'info', message, 'additionalOperations', fixed);
    }
  },
  components: (value, _source, add) => {
    for (const kind of Object.keys(value)) {
      if (kind.startsWith('x-')) continue;
      const names = isObject(value[kind]) ? Object.keys(value[kind]) : [];
      const wrong = names.find((name) => !/^[\w.-]+$/.test(name));
      const message = 'Names of components have letters, digits, “.”, “-” and “_” alone.';
      if (wrong !== undefined) add('COMPONENT_NAME_INVALID', 'info', message, kind, wrong);
    }
  },
  securityScheme: ({ type }, source, add) => {
    if (type === 'mutualTLS' && source.minor === '3.0')
      add('SECURITY_SCHEME_INVALID', 'info', 'mutualTLS is known from OpenAPI 3.1 on.');
  },
  flows: (value, _source, add) => {
    for (const [flow, needed] of Object.entries(flowUrls)) {
      const missing = isObject(value[flow]) ? needed.find((name) => own(value[flow], name) === undefined) : undefined;
      if (missing !== undefined) add('SECURITY_SCHEME_INVALID', 'warning', `The flow ${flow} has no ${missing}.`, flow);
    }
  },
  variable: (value, _source, add) => {
    if (!Array.isArray(value.enum) || value.default === undefined || value.enum.includes(value.default)) return;
    const message = 'The default of the server variable is not among its values.';
    add('SERVER_VARIABLE_INVALID', 'warning', message);
  },
};

const fixedMethod = /^(get|put|post|delete|options|head|patch|trace|query)$/i;

const notAbove =
  (most: string): WordRule =>
  (low, holder, _source, add) => {
    const high = holder[most];
    const isAbove = typeof low === 'number' && typeof high === 'number' && low > high;
    if (isAbove) add('SCHEMA_INVALID', 'warning', `${most.replace('max', 'min')} is above ${most}.`);
  };

const notEmpty: WordRule = (list, _holder, _source, add) => {
  if (Array.isArray(list) && list.length === 0)
    add('SCHEMA_INVALID', 'warning', 'There must be at least one schema to choose from.');
};

const exclusiveBound: WordRule = (value, _holder, { minor }, add) => {
  const isOld = minor === '2.0' || minor === '3.0';
  if (typeof value === (isOld ? 'number' : 'boolean')) {
    const kind = isOld ? 'true or false in this version, not a number' : 'a number in this version, not true or false';
    add('SCHEMA_INVALID', 'info', `An exclusive bound is ${kind}.`);
  }
};

/** Most lists are short, and a set for each would take longer. */
function hasTwice(list: readonly unknown[]): boolean {
  if (list.length > 12) return new Set(list).size !== list.length;
  return list.some((item, index) => list.indexOf(item, index + 1) !== -1);
}

/** Longer lists are not compared with each other. */
const mostCompared = 1_000;

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'file' || typeof value === type;
}

const isAddress: WordRule = (value, _holder, _source, add) => {
  const isOne =
    typeof value !== 'string' || (!/\s/.test(value.trim()) && URL.canParse(value.trim(), 'https://a.test/'));
  if (!isOne) add('VALUE_INVALID', 'info', 'This must be an address.');
};

export const wordRules: Readonly<Record<string, Readonly<Record<string, WordRule>>>> = {
  info: { termsOfService: isAddress },
  contact: {
    url: isAddress,
    email: (value, _holder, _source, add) => {
      if (typeof value === 'string' && !/^\S+@\S+$/.test(value))
        add('VALUE_INVALID', 'info', 'This must be an email address.');
    },
  },
  license: { url: isAddress },
  externalDocs: { url: isAddress },
  flow: { authorizationUrl: isAddress, tokenUrl: isAddress, refreshUrl: isAddress, deviceAuthorizationUrl: isAddress },
  schema: {
    minimum: notAbove('maximum'),
    minLength: notAbove('maxLength'),
    minItems: notAbove('maxItems'),
    minProperties: notAbove('maxProperties'),
    type: (type, holder, source, add) => {
      if (typeof type === 'string' && type !== 'array' && type !== 'file') return;
      const isOld = source.minor === '2.0' || source.minor === '3.0';
      const invalid = (message: string) => add('SCHEMA_INVALID', 'warning', message);
      if (isOld && type === 'array' && holder.items === undefined) invalid('The list does not say what its items are.');
      if (isOld && Array.isArray(type)) invalid('Several types at once are known from OpenAPI 3.1 on.');
      if (type === 'file' && source.minor !== '2.0') invalid('file is a type of Swagger 2.0; bytes are taken.');
    },
    default: (value, { type, nullable }, _source, add) => {
      if (
        typeof type === 'string' &&
        schemaTypes.has(type) &&
        !isOfType(value, type) &&
        !(value === null && nullable === true)
      )
        add('SCHEMA_INVALID', 'info', 'The default is not of the type of the schema.');
    },
    enum: (values, { type }, _source, add) => {
      if (!Array.isArray(values) || values.length > mostCompared) return;
      if (hasTwice(values)) add('SCHEMA_INVALID', 'info', 'A value is listed twice.');
      const isForeign = (value: unknown) => value !== null && !isOfType(value, textOf(type));
      if (typeof type === 'string' && schemaTypes.has(type) && values.some(isForeign))
        add('SCHEMA_INVALID', 'info', 'A listed value is not of the type of the schema.');
    },
    required: (names, _holder, _source, add) => {
      if (Array.isArray(names) && hasTwice(names)) add('SCHEMA_INVALID', 'info', 'A required name is listed twice.');
    },
    nullable: (_value, _holder, { minor }, add) => {
      if (minor !== '2.0' && minor !== '3.0')
        add(
          'SCHEMA_INVALID',
          'info',
          'nullable is a word of OpenAPI 3.0; it is read as a type “null” beside the others.',
        );
    },
    exclusiveMinimum: exclusiveBound,
    exclusiveMaximum: exclusiveBound,
    readOnly: (value, holder, _source, add) => {
      if (value === true && holder.writeOnly === true)
        add('SCHEMA_INVALID', 'info', 'A value cannot be readOnly and writeOnly at once.');
    },
    multipleOf: (value, _holder, _source, add) => {
      if (typeof value === 'number' && value <= 0) add('SCHEMA_INVALID', 'warning', 'multipleOf must be above 0.');
    },
    allOf: notEmpty,
    anyOf: notEmpty,
    oneOf: notEmpty,
    patternProperties: (value, _holder, _source, add) => {
      if (isObject(value) && Object.keys(value).some((name) => !isPattern(name)))
        add('SCHEMA_INVALID', 'warning', 'A name of patternProperties is no regular expression.');
    },
    pattern: (pattern, _holder, _source, add) => {
      if (typeof pattern === 'string' && !isPattern(pattern))
        add('SCHEMA_INVALID', 'warning', 'The pattern is no regular expression.');
    },
  },
};

function isPattern(pattern: string): boolean {
  return pattern.length > 1_000 || compiles(pattern, 'u') || compiles(pattern, '');
}

function compiles(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}
