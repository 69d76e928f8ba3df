import { isObject, type JsonObject } from '../json/value.ts';
import type { ProblemCode, Severity } from './definition.ts';
import type { Source } from './source.ts';

/** What may stand under a name: a kind of value, a kind of object, or a list or map of either. */
export type Spec = string;

export interface Shape {
  readonly keys: Readonly<Record<string, Spec>>;
  readonly needed?: readonly string[];
  /** Names beside these are fine: schemas may carry any vocabulary. */
  readonly open?: boolean;
}

const words = (spec: Spec, names: string): Record<string, Spec> =>
  Object.fromEntries(names.split(' ').map((name) => [name, spec]));
const texts = (names: string) => words('text', names);

const schema: Shape = {
  keys: {
    ...texts('title description format pattern $comment contentEncoding contentMediaType'),
    ...words('number', 'minimum maximum'),
    ...words('count', 'minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains'),
    ...words('boolean', 'uniqueItems readOnly writeOnly deprecated nullable'),
    ...words('map:schema', 'properties patternProperties $defs definitions dependentSchemas'),
    ...words('list:schema', 'allOf anyOf oneOf prefixItems'),
    ...words('schema', 'not if then else contains propertyNames unevaluatedItems unevaluatedProperties contentSchema'),
    type: 'type',
    items: 'items',
    enum: 'filled',
    required: 'required',
    additionalProperties: 'schema',
    multipleOf: 'number',
    externalDocs: 'externalDocs',
    discriminator: 'any',
  },
  open: true,
};

const media: Shape = {
  keys: { schema: 'schema', itemSchema: 'schema', example: 'any', examples: 'map:any', encoding: 'map:any' },
  open: true,
};

const described = {
  ...texts('description'),
  ...words('boolean', 'required deprecated allowEmptyValue allowReserved explode'),
  style: 'text',
  example: 'any',
  examples: 'map:any',
};

/** The objects that both dialects know under the same names. */
const common: Readonly<Record<string, Shape>> = {
  info: {
    keys: { ...texts('title description termsOfService version summary'), contact: 'contact', license: 'license' },
  },
  contact: { keys: texts('name url email') },
  license: { keys: texts('name url identifier'), needed: ['name'] },
  externalDocs: { keys: texts('description url'), needed: ['url'] },
  tag: {
    keys: { ...texts('name description summary parent kind'), externalDocs: 'externalDocs' },
    needed: ['name'],
  },
  schema,
};

const operation = {
  ...texts('summary description operationId'),
  tags: 'list:text',
  deprecated: 'boolean',
  externalDocs: 'externalDocs',
  parameters: 'list:parameter',
  responses: 'responses',
  security: 'any',
};

const methods = (names: string) => words('operation', names);

/** OpenAPI 3.0 to 3.2, as their specifications list the fields of each object. */
const openapi3: Readonly<Record<string, Shape>> = {
  ...common,
  root: {
    keys: {
      ...texts('openapi $self jsonSchemaDialect'),
      info: 'info',
      servers: 'list:server',
      paths: 'paths',
      webhooks: 'map:pathItem',
      components: 'components',
      security: 'any',
      tags: 'list:tag',
      externalDocs: 'externalDocs',
    },
  },
  server: { keys: { ...texts('url description name'), variables: 'map:variable' }, needed: ['url'] },
  variable: { keys: { ...words('scalar', 'default'), description: 'text', enum: 'filled' }, needed: ['default'] },
  components: {
    keys: {
      schemas: 'map:schema',
      responses: 'map:response',
      parameters: 'map:parameter',
      requestBodies: 'map:requestBody',
      headers: 'map:header',
      securitySchemes: 'map:securityScheme',
      pathItems: 'map:pathItem',
      mediaTypes: 'map:media',
      ...words('map:any', 'examples links callbacks'),
    },
  },
  pathItem: {
    keys: {
      ...texts('summary description $ref'),
      ...methods('get put post delete options head patch trace query'),
      additionalOperations: 'map:operation',
      servers: 'list:server',
      parameters: 'list:parameter',
    },
  },
  operation: {
    keys: { ...operation, requestBody: 'requestBody', callbacks: 'map:any', servers: 'list:server' },
  },
  parameter: { keys: { ...described, ...texts('name in'), schema: 'schema', content: 'content' } },
  header: { keys: { ...described, schema: 'schema', content: 'content' } },
  requestBody: {
    keys: { description: 'text', required: 'boolean', content: 'content' },
    needed: ['content'],
  },
  response: {
    keys: { ...texts('description summary'), headers: 'map:header', content: 'content', links: 'map:link' },
  },
  link: {
    keys: { ...texts('operationRef operationId description'), ...words('any', 'parameters requestBody server') },
  },
  media,
  securityScheme: {
    keys: {
      ...texts('type description name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl'),
      flows: 'any',
      deprecated: 'boolean',
    },
    needed: ['type'],
  },
};

const swagger2: Readonly<Record<string, Shape>> = {
  ...common,
  root: {
    keys: {
      ...texts('swagger host basePath'),
      info: 'info',
      ...words('list:text', 'schemes consumes produces'),
      paths: 'paths',
      definitions: 'map:schema',
      parameters: 'map:parameter',
      responses: 'map:response',
      securityDefinitions: 'map:securityScheme',
      security: 'any',
      tags: 'list:tag',
      externalDocs: 'externalDocs',
    },
  },
  pathItem: {
    keys: { $ref: 'text', ...methods('get put post delete options head patch'), parameters: 'list:parameter' },
  },
  operation: { keys: { ...operation, ...words('list:text', 'schemes consumes produces') } },
  parameter: {
    keys: {
      ...texts('name in description type format collectionFormat pattern'),
      ...words('boolean', 'required allowEmptyValue exclusiveMaximum exclusiveMinimum uniqueItems'),
      ...words('number', 'maximum minimum multipleOf'),
      ...words('count', 'maxLength minLength maxItems minItems'),
      schema: 'schema',
      items: 'any',
      enum: 'filled',
      default: 'any',
      example: 'any',
    },
  },
  response: {
    keys: { description: 'text', schema: 'schema', headers: 'map:any', examples: 'any' },
  },
  securityScheme: {
    keys: { ...texts('type description name in flow authorizationUrl tokenUrl'), scopes: 'any' },
    needed: ['type'],
  },
};

export const shapes = { openapi3, swagger2 };

const schemaTypes = new Set<unknown>(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer', 'file']);

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

export type Say = (code: ProblemCode, severity: Severity, message: string) => void;
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
      return;
    }
    const isBoth = value.schema !== undefined && value.content !== undefined;
    if (isBoth) problem('The parameter has both a schema and a content; the schema counts.');
    if (value.schema === undefined && value.content === undefined) problem('The parameter has no schema.');
    const types = isObject(value.content) ? Object.keys(value.content).length : 1;
    if (types !== 1) problem('The content of a parameter must have exactly one media type.');
    if (value.in === 'header' && /^(accept|content-type)$/i.test(String(value.name)))
      problem(`The header ${String(value.name)} is not read as a parameter.`);
  },
  response: (value, source, add) => {
    const isNeeded = source.minor !== '3.2';
    if (isNeeded && value.description === undefined)
      add('RESPONSE_INVALID', 'info', 'The response has no description.');
  },
  operation: (value, source, add) => {
    if (source.dialect !== 'swagger2' || !Array.isArray(value.parameters)) return;
    const places = value.parameters.map((each) => (isObject(each) ? each.in : undefined));
    const bodies = places.filter((each) => each === 'body').length;
    if (bodies > 1 || (bodies === 1 && places.includes('formData'))) {
      const message = 'The operation has more than one body; the first counts.';
      add('REQUEST_BODY_INVALID', 'warning', message);
    }
  },
  variable: (value, _source, add) => {
    if (!Array.isArray(value.enum) || value.default === undefined || value.enum.includes(value.default)) return;
    const message = 'The default of the server variable is not among its values.';
    add('SERVER_VARIABLE_INVALID', 'warning', message);
  },
};

const notAbove =
  (most: string): WordRule =>
  (low, holder, _source, add) => {
    const high = holder[most];
    const isAbove = typeof low === 'number' && typeof high === 'number' && low > high;
    if (isAbove) add('SCHEMA_INVALID', 'warning', `${most.replace('max', 'min')} is above ${most}.`);
  };

export const wordRules: Readonly<Record<string, Readonly<Record<string, WordRule>>>> = {
  schema: {
    minimum: notAbove('maximum'),
    minLength: notAbove('maxLength'),
    minItems: notAbove('maxItems'),
    minProperties: notAbove('maxProperties'),
    type: (type, holder, source, add) => {
      const isOld = source.dialect === 'swagger2' || source.minor === '3.0';
      if (type === 'array' && isOld && holder.items === undefined)
        add('SCHEMA_INVALID', 'warning', 'The list does not say what its items are.');
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
