import { describe, expect, it, test } from 'vitest';
import { api, get, inspect, ok, old, oldGet, parameter } from '#test/support/definitionDocuments.ts';

/** Everything that is said of a document, and no more. */
const said = (document: object) => inspect(document).problems.map(({ message }) => message);

const own = (fields: object, version?: string) => get({ parameters: [{ name: 'v', ...fields }] }, version);
const oldOne = (fields: object, operation: object = {}) =>
  oldGet({ ...operation, parameters: [{ name: 'q', in: 'query', type: 'string', ...fields }] });
const form = { in: 'formData', type: 'file' };
const multipart = { consumes: ['multipart/form-data'] };
const list = { type: 'array', items: { type: 'string' } };
const named = (name: string, where: string) => own({ name, in: where, schema: {} });
const content = { 'application/json': {} };

/** What a document is, and all that is said of it; nothing where that is left out. */
type Case = readonly [what: string, document: object, message?: string];

const parameters: Case[] = [
  ['a format of lists', oldOne({ ...list, collectionFormat: 'tsv' })],
  ['multi in a query', oldOne({ ...list, collectionFormat: 'multi' })],
  ['multi in a form', oldOne({ ...list, in: 'formData', collectionFormat: 'multi' })],
  [
    'multi in a header',
    oldOne({ ...list, in: 'header', collectionFormat: 'multi' }),
    'The collectionFormat multi is for query and form alone; csv is taken.',
  ],
  [
    'a format that is none',
    oldOne({ ...list, collectionFormat: 'comma' }),
    'The collectionFormat is not one that Swagger 2.0 knows; csv is taken.',
  ],
  [
    'a format that begins as one',
    oldOne({ ...list, collectionFormat: 'csv2' }),
    'The collectionFormat is not one that Swagger 2.0 knows; csv is taken.',
  ],
  ['a format of a text', oldOne({ collectionFormat: 'csv' }), 'A collectionFormat is for lists alone.'],
  ['an object in a query', oldOne({ type: 'object' }), 'A parameter that is no body cannot be an object.'],
  ['an empty value in a query', oldOne({ allowEmptyValue: true })],
  ['an empty value in a form', oldOne({ in: 'formData', allowEmptyValue: true })],
  [
    'an empty value in a header',
    oldOne({ in: 'header', allowEmptyValue: true }),
    'allowEmptyValue is for query and form alone.',
  ],
  ['an empty value that is not allowed', oldOne({ in: 'header', allowEmptyValue: false })],
  ['a file in a form', oldOne(form, multipart)],
  [
    'a file in a form of the document',
    old({ ...multipart, paths: { '/a': { get: { ...ok, parameters: [{ name: 'q', ...form }] } } } }),
  ],
  ['a file in a form that is url-encoded', oldOne(form, { consumes: ['application/x-www-form-urlencoded'] })],
  [
    'a file in JSON',
    oldOne(form, { consumes: ['application/json'] }),
    'A file needs a form in `consumes`; multipart/form-data is used.',
  ],
  ['a file where nothing is consumed', oldOne(form), 'A file needs a form in `consumes`; multipart/form-data is used.'],
  ['a file in a query', oldOne({ type: 'file' }, multipart), 'A file can stand in a form alone.'],
  ['a body without a schema', oldGet({ parameters: [{ name: 'b', in: 'body' }] }), 'The body has no schema.'],
  [
    'two bodies',
    oldGet({ parameters: ['a', 'b'].map((name) => ({ name, in: 'body', schema: {} })) }),
    'The operation has more than one body; the first counts.',
  ],
  ['a style of its place', parameter({ style: 'pipeDelimited', schema: list })],
  ['a style of another place', parameter({ style: 'label' }), 'The style “label” is none for query; form is taken.'],
  [
    'a style that is none, shortened',
    parameter({ style: 'x'.repeat(50) }),
    `The style “${'x'.repeat(40)}” is none for query; form is taken.`,
  ],
  ['a name that headers have', named("X-A!#$%&'*+.^_`|~1", 'header')],
  [
    'a name that headers do not have',
    named('X A', 'header'),
    'The name of the parameter is none that a header can have.',
  ],
  [
    'a name that cookies do not have',
    named('a;b', 'cookie'),
    'The name of the parameter is none that a cookie can have.',
  ],
  ['such a name in a query', named('a;b c', 'query')],
  ['an empty name', named('', 'query'), 'The name of the parameter is empty.'],
  [
    'schema and content',
    own({ in: 'query', schema: {}, content }),
    'The parameter has both a schema and a content; the schema counts.',
  ],
  ['neither', own({ in: 'query' }), 'The parameter has no schema.'],
  [
    'two contents',
    own({ in: 'query', content: { ...content, 'text/csv': {} } }),
    'The content of a parameter must have exactly one media type.',
  ],
  ['no content', own({ in: 'query', content: {} }), 'The content of a parameter must have exactly one media type.'],
  ['a whole query', own({ in: 'querystring', content }, '3.2.0')],
  ['a whole query in 3.1', own({ in: 'querystring', content }, '3.1.1'), 'querystring is known from OpenAPI 3.2 on.'],
  [
    'a whole query by a schema',
    own({ in: 'querystring', schema: {} }, '3.2.0'),
    'The whole query is described by content, not by a schema.',
  ],
  ['Accept', named('ACCEPT', 'header'), 'The header ACCEPT is not read as a parameter.'],
  ['Content-Type', named('content-type', 'header'), 'The header content-type is not read as a parameter.'],
  ['Accept-Language', named('Accept-Language', 'header')],
  [
    'Authorization',
    named('authorization', 'header'),
    'The header Authorization is not read as a parameter; what a connection enters is sent.',
  ],
  ['Authorization in a query', named('Authorization', 'query')],
  ['reserved characters in a query', parameter({ allowReserved: true })],
  [
    'reserved characters in a header',
    parameter({ in: 'header', allowReserved: true }),
    'allowReserved has no use in header.',
  ],
  ['reserved characters in a cookie of 3.2', own({ in: 'cookie', schema: {}, allowReserved: true }, '3.2.0')],
  [
    'reserved characters in a header of 3.2',
    own({ in: 'header', schema: {}, allowReserved: true }, '3.2.0'),
    'allowReserved has no use in header.',
  ],
  [
    'an empty value in a cookie',
    own({ in: 'cookie', schema: {}, allowEmptyValue: true }),
    'allowEmptyValue is for query parameters alone.',
  ],
  ['a style beside a content', own({ in: 'query', style: 'form', content }), 'A style has no use beside a content.'],
  ['deepObject for an object', parameter({ style: 'deepObject', schema: { type: 'object' } })],
  [
    'deepObject for a list',
    parameter({ style: 'deepObject', schema: list }),
    'The style deepObject is for objects alone.',
  ],
  [
    'pipeDelimited for a text',
    parameter({ style: 'pipeDelimited', schema: { type: 'string' } }),
    'The style pipeDelimited is for objects and arrays alone.',
  ],
  ['spaceDelimited for what says no type', parameter({ style: 'spaceDelimited' })],
  [
    'an example and examples',
    parameter({ example: 1, examples: {} }),
    'The parameter has both an example and examples; the example counts.',
  ],
];

const body = (contents: object, method = 'post', version?: string) =>
  api({ paths: { '/a': { [method]: { ...ok, requestBody: { content: contents } } } } }, version);
const servers = (...urls: string[]) => api({ servers: urls.map((url) => ({ url })) });
const variable = { default: 'a' };
const header = (fields: object) => get({ responses: { 200: { description: '', headers: { 'X-A': fields } } } });
const example = (fields: object, version?: string) =>
  get({ parameters: [{ name: 'v', in: 'query', schema: {}, examples: { e: fields } }] }, version);
const others: Case[] = [
  ['a header by its schema', header({ schema: {} })],
  ['a header by its content', header({ content: { 'a/b': {} } })],
  ['a header that nothing describes', header({}), 'The header has no schema.'],
  [
    'a header by both',
    header({ schema: {}, content: { 'a/b': {} } }),
    'The header has both a schema and a content; the schema counts.',
  ],
  ['the style of a header', header({ schema: {}, style: 'simple' })],
  ['another style of a header', header({ schema: {}, style: 'form' }), 'The style of a header is simple.'],
  [
    'reserved characters in a response header',
    header({ schema: {}, allowReserved: true }),
    'allowReserved has no use in a header.',
  ],
  [
    'an empty value in a response header',
    header({ schema: {}, allowEmptyValue: true }),
    'allowEmptyValue is for query parameters alone.',
  ],
  ['an example with its value', example({ value: 1 })],
  ['an example elsewhere', example({ externalValue: '/e.json' })],
  [
    'an example with two values',
    example({ value: 1, externalValue: '/e.json' }),
    'The example has its value twice; “value” counts.',
  ],
  ['an example as data and text in 3.2', example({ dataValue: 1, serializedValue: 'v=1' }, '3.2.0')],
  ['an example as data and elsewhere in 3.2', example({ dataValue: 1, externalValue: '/e.json' }, '3.2.0')],
  [
    'an example as text and elsewhere in 3.2',
    example({ serializedValue: 'v=1', externalValue: '/e.json' }, '3.2.0'),
    'The example has its value twice; “value” counts.',
  ],
  ['an encoding of a form', body({ 'multipart/form-data': { encoding: {} } })],
  ['an encoding of a range', body({ '*/*': { encoding: {} } })],
  [
    'an encoding of JSON',
    body({ 'application/json': { encoding: {} } }),
    'An encoding is for forms and multipart bodies alone.',
  ],
  ['no media type', body({}), 'The body has no media type.'],
  [
    'an example and examples',
    body({ 'a/b': { example: 1, examples: {} } }),
    'There is both an example and examples; the example counts.',
  ],
  ['a body of GET in 3.1', body({ 'a/b': {} }, 'get', '3.1.1')],
  ['a body of GET in 3.0', body({ 'a/b': {} }, 'get'), 'A body has no meaning with GET in this version.'],
  ['a body of HEAD in 3.0', body({ 'a/b': {} }, 'head'), 'A body has no meaning with HEAD in this version.'],
  ['a body of TRACE', body({ 'a/b': {} }, 'trace', '3.1.1'), 'A body has no meaning with TRACE in this version.'],
  ['a body of GET that can hold nothing', body({ 'a/b': { schema: { properties: {} } } }, 'get')],
  ['a body of DELETE', body({ 'a/b': {} }, 'delete')],
  [
    'an address and its variables',
    api({ servers: [{ url: 'https://{a}.test/{b}?', variables: { a: variable, b: variable } }] }),
    'A server URL can’t have a query or fragment.',
  ],
  [
    'a query in the name of a variable',
    api({ servers: [{ url: 'https://a.test/{b?}', variables: { 'b?': variable } }] }),
  ],
  ['a fragment of a server', servers('https://a.test/#b'), 'A server URL can’t have a query or fragment.'],
  ['a space in a server', servers('https://a.test/b c'), 'The server URL is not valid.'],
  ['a port that is none', servers('https://a.test:x'), 'The server URL is not valid.'],
  [
    'a variable that is there twice',
    api({ servers: [{ url: 'https://{a}.test/{a}', variables: { a: variable } }] }),
    'A variable is used twice in the server URL.',
  ],
  ['a tag twice', api({ tags: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] }), 'The tag “a” is described twice.'],
  ['schemes of Swagger 2.0', old({ schemes: ['http', 'https', 'ws', 'wss'] })],
  ['a scheme that is none', old({ schemes: ['https', 'HTTPS'] }), 'Only the schemes http, https, ws and wss are read.'],
  ['no base path', old({ basePath: '' })],
  [
    'a base path without a slash',
    old({ basePath: 'v1' }),
    'The basePath does not begin with “/”; one is put before it.',
  ],
  ['an empty operationId', get({ operationId: '' }), 'The operationId is empty.'],
  ['a response without words in 3.2', get({ responses: { 200: {} } }, '3.2.0')],
  ['a response without words in 3.1', get({ responses: { 200: {} } }, '3.1.1'), 'The response has no description.'],
  ['an address that is relative', api({ externalDocs: { url: '/docs' } })],
  ['an address with a space', api({ externalDocs: { url: 'the docs' } }), 'This must be an address.'],
  ['an email address', api({ info: { title: 'T', version: '1', contact: { email: 'a@b' } } })],
  [
    'no email address',
    api({ info: { title: 'T', version: '1', contact: { email: 'a b@c' } } }),
    'This must be an email address.',
  ],
  ['names of components', api({ components: { schemas: { 'A.b-c_1': {} } } })],
  [
    'a name of a component with a slash',
    api({ components: { schemas: { 'a/b': {} } } }),
    'Names of components have letters, digits, “.”, “-” and “_” alone.',
  ],
];

describe.each([
  ['a parameter', parameters],
  ['another part', others],
] as const)('of %s', (_, cases) => {
  test.each(cases.map(([what, document, message]) => ({ what, document, message })))(
    'with $what is said all that is to be said',
    ({ document, message }) => {
      expect(said(document)).toEqual(message === undefined ? [] : [message]);
    },
  );
});

it('of bodies of more than fifty types no more is said', () => {
  const contents = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`a/b${index}`, { encoding: {} }]));
  expect(said(body(contents))).toHaveLength(50);
});
