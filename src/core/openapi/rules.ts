import { isObject, type JsonObject, objectAt, own } from '../json/value.ts';
import { checkDialect, type Rule, type Say, schemaRules, textOf, type WordRule } from './schemaRules.ts';
import { flowUrls, stylesIn } from './shapes.ts';
import type { Source } from './source.ts';
import { checkDiscriminator, checkEncoding, checkLink, checkRequirements, checkTag, typesOf } from './targets.ts';

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
      if (format !== undefined && value.type !== 'array') problem('A collectionFormat is for lists alone.');
      if (value.allowEmptyValue === true && value.in !== 'query' && value.in !== 'formData')
        problem('allowEmptyValue is for query and form alone.');
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
    else if ((value.in === 'header' || value.in === 'cookie') && !isToken(textOf(value.name)))
      problem(`The name of the parameter is none that a ${value.in} can have.`);
    if (value.example !== undefined && value.examples !== undefined)
      problem('The parameter has both an example and examples; the example counts.');
    if (value.in === 'querystring' && value.schema !== undefined)
      problem('The whole query is described by content, not by a schema.');
    if (value.in === 'querystring' && source.minor < '3.2') problem('querystring is known from OpenAPI 3.2 on.');
    if (value.in === 'header' && /^(accept|content-type)$/i.test(textOf(value.name)))
      problem(`The header ${textOf(value.name)} is not read as a parameter.`);
    if (value.in === 'header' && value.required !== true && /^authorization$/i.test(textOf(value.name)))
      problem('The header Authorization is not read as a parameter; what a connection enters is sent.');
    checkWriting(value, source, problem);
  },
  header: (value, _source, add) => {
    const problem = (message: string) => add('HEADER_INVALID', 'info', message);
    if (value.schema === undefined && value.content === undefined) problem('The header has no schema.');
    if (value.schema !== undefined && value.content !== undefined)
      problem('The header has both a schema and a content; the schema counts.');
    if (value.style !== undefined && value.style !== 'simple') problem('The style of a header is simple.');
    if (value.allowReserved === true) problem('allowReserved has no use in a header.');
    if (value.allowEmptyValue === true) problem('allowEmptyValue is for query parameters alone.');
  },
  response: (value, source, add) => {
    const isNeeded = source.minor !== '3.2';
    if (isNeeded && value.description === undefined)
      add('RESPONSE_INVALID', 'info', 'The response has no description.');
    if (source.dialect === 'openapi3') checkContentType(value, add);
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
      add('REQUEST_BODY_INVALID', 'info', 'A file needs a form in `consumes`; multipart/form-data is used.');
  },
  requestBody: ({ content }, _source, add) => {
    if (!isObject(content)) return;
    const types = Object.keys(content);
    if (types.length === 0) add('REQUEST_BODY_INVALID', 'info', 'The body has no media type.');
    for (const type of types.slice(0, mostTypes)) {
      const isUnused = own(content[type], 'encoding') !== undefined && !/multipart|form-urlencoded|\*/i.test(type);
      const message = 'An encoding is for forms and multipart bodies alone.';
      if (isUnused) add('ENCODING_INVALID', 'info', message, 'content', type, 'encoding');
    }
  },
  media: (value, source, add) => {
    if (value.example !== undefined && value.examples !== undefined)
      add('VALUE_INVALID', 'info', 'There is both an example and examples; the example counts.');
    if (value.encoding !== undefined) checkEncoding(value, source, add);
  },
  encoding: (value, _source, add) => checkContentType(value, add),
  example: ({ value, dataValue, externalValue, serializedValue }, _source, add) => {
    const count = (...values: unknown[]) => values.filter((each) => each !== undefined).length;
    const isTwice = count(value, externalValue) > 1 || count(value, serializedValue) > 1 || count(value, dataValue) > 1;
    if (isTwice || count(externalValue, serializedValue) > 1)
      add('VALUE_INVALID', 'info', 'The example has its value twice; “value” counts.');
  },
  discriminator: checkDiscriminator,
  xml: ({ nodeType, attribute, wrapped, namespace }, _source, add) => {
    const invalid = (message: string) => add('SCHEMA_INVALID', 'info', message);
    if (nodeType !== undefined && (attribute !== undefined || wrapped !== undefined))
      invalid('nodeType stands for attribute and wrapped; they cannot stand beside each other.');
    if (typeof nodeType === 'string' && !/^(element|attribute|text|cdata|none)$/.test(nodeType))
      invalid('The nodeType is element, attribute, text, cdata or none.');
    if (attribute === true && wrapped === true) invalid('What is wrapped cannot be an attribute.');
    if (typeof namespace === 'string' && !/^[a-z][a-z\d+.-]*:/i.test(namespace))
      invalid('The namespace must be a whole address.');
  },
  link: checkLink,
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
      add('VALUE_INVALID', 'warning', 'Only the schemes http, https, ws and wss are read.', 'schemes');
    if (source.dialect === 'swagger2' && typeof value.basePath === 'string' && !/^(\/|$)/.test(value.basePath))
      add('VALUE_INVALID', 'info', 'The basePath does not begin with “/”; one is put before it.', 'basePath');
  },
  tag: checkTag,
  server: ({ url }, _source, add) => {
    if (typeof url !== 'string') return;
    if (/[?#]/.test(url.replace(/\{[^{}]*\}/g, '')))
      add('SERVER_URL_INVALID', 'info', 'A server URL can’t have a query or fragment.');
    const filled = url.replace(/\{[^{}]*\}/g, '1').trim();
    if (/\s/.test(filled) || !URL.canParse(filled, 'https://a.test/'))
      add('SERVER_URL_INVALID', 'info', 'The server URL is not valid.');
    const names = [...url.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
    if (new Set(names).size < names.length)
      add('SERVER_VARIABLE_INVALID', 'info', 'A variable is used twice in the server URL.');
  },
  pathItem: (item, source, add) => {
    const { additionalOperations } = item;
    for (const method of source.minor === '3.0' ? ['get', 'head', 'trace'] : ['trace'])
      if (item[method] !== undefined && asksForBody(item[method])) {
        const message = `A body has no meaning with ${method.toUpperCase()} in this version.`;
        add('REQUEST_BODY_INVALID', 'info', message, method, 'requestBody');
      }
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

/** Bodies of more types are not looked at to the end. */
const mostTypes = 50;

/** The characters that names of headers and cookies have (RFC 9110 section 5.6.2). */
const isToken = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]*$/.test(name);

/** What is said of how a parameter is written must fit its place and its kind of value. */
function checkWriting(value: JsonObject, source: Source, problem: (message: string) => void): void {
  const { style, allowReserved, allowEmptyValue, content } = value;
  const isEncoded = value.in === 'query' || (source.minor >= '3.2' && value.in !== 'header');
  if (allowReserved === true && !isEncoded) problem(`allowReserved has no use in ${textOf(value.in)}.`);
  if (allowEmptyValue === true && value.in !== 'query') problem('allowEmptyValue is for query parameters alone.');
  if (content !== undefined && style !== undefined) problem('A style has no use beside a content.');
  if (style !== 'deepObject' && style !== 'spaceDelimited' && style !== 'pipeDelimited') return;
  const fitting = style === 'deepObject' ? ['object'] : ['object', 'array'];
  const types = typesOf(source, value.schema);
  if (types.length > 0 && !types.some((type) => fitting.includes(textOf(type))))
    problem(`The style ${style} is for ${fitting.join('s and ')}s alone.`);
}

/** A Content-Type among headers is not read: it is said by the media type. */
function checkContentType({ headers }: JsonObject, add: Say): void {
  const name = ['Content-Type', 'content-type', 'Content-type'].find((each) => own(headers, each) !== undefined);
  const message = 'A header Content-Type is not read; the media type says it.';
  if (name !== undefined) add('HEADER_INVALID', 'info', message, 'headers', name);
}

/** Whether a body is described that can hold something. */
function asksForBody(operation: unknown): boolean {
  const body = own(operation, 'requestBody');
  const contents = Object.values(objectAt(body, 'content') ?? {});
  const fields = contents.map((content) => own(own(content, 'schema'), 'properties'));
  return isObject(body) && !fields.some((each) => isObject(each) && Object.keys(each).length === 0);
}

const fixedMethod = /^(get|put|post|delete|options|head|patch|trace|query)$/i;

const isAddress: WordRule = (value, _holder, _source, add) => {
  const isOne =
    typeof value !== 'string' || (!/\s/.test(value.trim()) && URL.canParse(value.trim(), 'https://a.test/'));
  if (!isOne) add('VALUE_INVALID', 'info', 'This must be an address.');
};

/** Most requirements ask for no scopes. */
const checkScopes: WordRule = (security, holder, source, add) => {
  const asks = (requirement: unknown) =>
    isObject(requirement) && Object.values(requirement).some((scopes) => Array.isArray(scopes) && scopes.length > 0);
  if (Array.isArray(security) && security.some(asks)) checkRequirements(security, holder, source, add);
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
  securityScheme: { openIdConnectUrl: isAddress, oauth2MetadataUrl: isAddress },
  operation: { security: checkScopes },
  root: { security: checkScopes, jsonSchemaDialect: checkDialect },
  flow: { authorizationUrl: isAddress, tokenUrl: isAddress, refreshUrl: isAddress, deviceAuthorizationUrl: isAddress },
  schema: schemaRules,
};
