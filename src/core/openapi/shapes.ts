import { schemaWords } from '../jsonSchema/schema.ts';

/** What may be under a name: a kind of value, a kind of object, or a list or map of either. */
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
const strings = (names: string) => words('string', names);

const schema: Shape = {
  keys: {
    ...texts('title description $comment'),
    ...strings('format pattern contentEncoding contentMediaType $schema'),
    ...words('number', 'minimum maximum'),
    ...words('count', 'minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains'),
    ...words('boolean', 'uniqueItems readOnly writeOnly deprecated nullable'),
    ...words('map:schema', schemaWords.maps.join(' ')),
    ...words('list:schema', schemaWords.lists.join(' ')),
    ...words('schema', schemaWords.singles.join(' ')),
    type: 'type',
    items: 'items',
    enum: 'filled',
    required: 'required',
    multipleOf: 'number',
    ...words('any', 'default exclusiveMinimum exclusiveMaximum'),
    externalDocs: 'externalDocs',
    discriminator: 'discriminator',
    xml: 'xml',
  },
  open: true,
};

const media: Shape = {
  keys: { schema: 'schema', itemSchema: 'schema', example: 'any', examples: 'map:example', encoding: 'map:encoding' },
  open: true,
};

const described = {
  ...texts('description'),
  ...words('boolean', 'required deprecated allowEmptyValue allowReserved explode'),
  style: 'string',
  example: 'any',
  examples: 'map:example',
};

/** The objects that both dialects know under the same names. */
const common: Readonly<Record<string, Shape>> = {
  info: {
    keys: {
      ...texts('title description version summary'),
      ...strings('termsOfService'),
      contact: 'contact',
      license: 'license',
    },
  },
  contact: { keys: { ...texts('name'), ...strings('url email') } },
  license: { keys: { ...texts('name'), ...strings('url identifier') }, needed: ['name'] },
  externalDocs: { keys: { ...texts('description'), ...strings('url') }, needed: ['url'] },
  tag: {
    keys: { ...texts('name description summary'), ...strings('parent kind'), externalDocs: 'externalDocs' },
    needed: ['name'],
  },
  xml: { keys: { ...strings('name namespace prefix nodeType'), ...words('boolean', 'attribute wrapped') } },
  schema,
};

const operation = {
  ...texts('summary description'),
  ...strings('operationId'),
  tags: 'list:text',
  deprecated: 'boolean',
  externalDocs: 'externalDocs',
  parameters: 'list:parameter',
  responses: 'responses',
  security: 'list:map:list:string',
};

const methods = (names: string) => words('operation', names);

/** OpenAPI 3.0 to 3.2, as their specifications list the fields of each object. */
const openapi3: Readonly<Record<string, Shape>> = {
  ...common,
  root: {
    keys: {
      ...texts('openapi'),
      ...strings('$self jsonSchemaDialect'),
      info: 'info',
      servers: 'list:server',
      paths: 'paths',
      webhooks: 'map:pathItem',
      components: 'components',
      security: 'list:map:list:string',
      tags: 'list:tag',
      externalDocs: 'externalDocs',
    },
  },
  server: { keys: { ...texts('description name'), ...strings('url'), variables: 'map:variable' }, needed: ['url'] },
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
      examples: 'map:example',
      links: 'map:link',
      callbacks: 'map:callback',
    },
  },
  pathItem: {
    keys: {
      ...texts('summary description'),
      ...strings('$ref'),
      ...methods('get put post delete options head patch trace query'),
      additionalOperations: 'map:operation',
      servers: 'list:server',
      parameters: 'list:parameter',
    },
  },
  operation: {
    keys: { ...operation, requestBody: 'requestBody', callbacks: 'map:callback', servers: 'list:server' },
  },
  parameter: { keys: { ...described, ...texts('name'), ...strings('in'), schema: 'schema', content: 'content' } },
  header: { keys: { ...described, schema: 'schema', content: 'content' } },
  requestBody: {
    keys: { description: 'text', required: 'boolean', content: 'content' },
    needed: ['content'],
  },
  response: {
    keys: { ...texts('description summary'), headers: 'map:header', content: 'content', links: 'map:link' },
  },
  link: {
    keys: {
      ...texts('description'),
      ...strings('operationRef operationId'),
      ...words('any', 'parameters requestBody server'),
    },
  },
  media,
  discriminator: {
    keys: { ...strings('propertyName defaultMapping'), mapping: 'map:string' },
    needed: ['propertyName'],
  },
  encoding: {
    keys: { ...strings('contentType style'), ...words('boolean', 'explode allowReserved'), headers: 'map:header' },
    open: true,
  },
  example: {
    keys: {
      ...texts('summary description'),
      ...strings('externalValue serializedValue'),
      ...words('any', 'value dataValue'),
    },
  },
  flows: { keys: words('flow', 'implicit password clientCredentials authorizationCode deviceAuthorization') },
  flow: {
    keys: {
      ...strings('authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl'),
      scopes: 'map:text',
    },
    needed: ['scopes'],
  },
  securityScheme: {
    keys: {
      ...texts('description'),
      ...strings('type name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl'),
      flows: 'flows',
      deprecated: 'boolean',
    },
    needed: ['type'],
  },
};

const swagger2: Readonly<Record<string, Shape>> = {
  ...common,
  schema: { ...schema, keys: { ...schema.keys, discriminator: 'string' } },
  root: {
    keys: {
      ...texts('swagger'),
      ...strings('host basePath'),
      info: 'info',
      ...words('list:text', 'schemes consumes produces'),
      paths: 'paths',
      definitions: 'map:schema',
      parameters: 'map:parameter',
      responses: 'map:response',
      securityDefinitions: 'map:securityScheme',
      security: 'list:map:list:string',
      tags: 'list:tag',
      externalDocs: 'externalDocs',
    },
  },
  pathItem: {
    keys: { $ref: 'string', ...methods('get put post delete options head patch'), parameters: 'list:parameter' },
  },
  operation: { keys: { ...operation, ...words('list:text', 'schemes consumes produces') } },
  parameter: {
    keys: {
      ...texts('name description'),
      ...strings('in type format collectionFormat pattern'),
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
    keys: { ...texts('description'), ...strings('type name in flow authorizationUrl tokenUrl'), scopes: 'any' },
    needed: ['type'],
  },
};

export const shapes = { openapi3, swagger2 };

/** Words that a later version of OpenAPI 3 brought, by the kind of object. */
export const since: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  root: { webhooks: '3.1', jsonSchemaDialect: '3.1', $self: '3.2' },
  info: { summary: '3.1' },
  license: { identifier: '3.1' },
  components: { pathItems: '3.1', mediaTypes: '3.2' },
  pathItem: { query: '3.2', additionalOperations: '3.2' },
  media: { itemSchema: '3.2' },
  tag: { summary: '3.2', parent: '3.2', kind: '3.2' },
  server: { name: '3.2' },
  response: { summary: '3.2' },
  example: { dataValue: '3.2', serializedValue: '3.2' },
  xml: { nodeType: '3.2' },
  flows: { deviceAuthorization: '3.2' },
  securityScheme: { oauth2MetadataUrl: '3.2', deprecated: '3.2' },
};

/** The styles of parameters by their place, the usual one first. */
export const stylesIn: Readonly<Record<string, readonly string[]>> = {
  path: ['simple', 'matrix', 'label'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
};

/** The addresses that each flow of OAuth2 must have. */
export const flowUrls: Readonly<Record<string, readonly string[]>> = {
  implicit: ['authorizationUrl'],
  password: ['tokenUrl'],
  clientCredentials: ['tokenUrl'],
  authorizationCode: ['authorizationUrl', 'tokenUrl'],
  deviceAuthorization: ['deviceAuthorizationUrl', 'tokenUrl'],
};

/** What a kind of object is called in a sentence. */
export const kindNames: Readonly<Record<string, string>> = {
  root: 'a definition',
  schema: 'a schema',
  header: 'a header',
  example: 'an example',
  link: 'a link',
  media: 'a media type',
  callback: 'a callback',
  pathItem: 'a path',
  operation: 'an operation',
  parameter: 'a parameter',
  requestBody: 'a request body',
  response: 'a response',
  components: 'components',
  securityScheme: 'a security scheme',
};
