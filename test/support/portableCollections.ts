import fc from 'fast-check';
import { collectionOf, folderOf, noSettings, parameterOf, requestOf } from '#core/collections/parts.ts';
import type {
  PortableAuth,
  PortableBody,
  PortableCollection,
  PortableExample,
  PortableFolder,
  PortableFormField,
  PortableParameter,
  PortableRequest,
  PortableVariable,
} from '#core/collections/portable.ts';

/** Texts that formats get wrong: quotes, colons, signs of YAML and of addresses, variables, line breaks, other scripts. */
const hostile = fc.constantFrom(
  'a: b',
  '- x',
  "it's",
  '"quoted"',
  'a\nb',
  '  indented',
  'null',
  '1.10',
  'yes',
  '#c',
  '{{token}}',
  'a {{b}} c',
  '{{$guid}}',
  '100%',
  'a+b',
  'a&b=c',
  'ключ',
  '日本',
  '🔑',
  '__proto__',
  'constructor',
  '@x',
  '*',
  '|',
  '~',
  '%41',
  'x?y#z',
);
export const anyText = fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constant(''));
const someText = fc
  .oneof(hostile, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
  .filter((text) => text.trim() !== '');
const name = fc.oneof(fc.stringMatching(/^[A-Za-z][\w -]{0,10}[\w]$/), fc.constantFrom('__proto__', 'ключ', 'a.b'));
const word = fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/);
const enabled = fc.boolean();
/** A script or description: texts that are only blanks are none. */
const longText = fc.oneof(fc.constant(''), someText);

const variable: fc.Arbitrary<PortableVariable> = fc.record({
  name: word,
  value: anyText,
  enabled,
  secret: fc.constant(false),
});
const variables = fc.uniqueArray(variable, { maxLength: 3, selector: (each) => each.name });

const headerName = word.filter((each) => !/^(content-type|cookie)$/i.test(each));
const header: fc.Arbitrary<PortableParameter> = fc.record({
  name: headerName,
  value: anyText.filter((text) => !/[\r\n]/.test(text)),
  enabled,
  description: longText,
  in: fc.constant('header' as const),
});
const query: fc.Arbitrary<PortableParameter> = fc.record({
  name: someText,
  value: anyText,
  enabled,
  description: longText,
  in: fc.constant('query' as const),
});

const formField: fc.Arbitrary<PortableFormField> = fc.record({
  name: someText,
  value: anyText,
  enabled,
  description: longText,
});
const part: fc.Arbitrary<PortableFormField> = fc.oneof(
  formField,
  fc.tuple(formField, fc.constantFrom('text/csv', 'image/png')).map(([each, mediaType]) => ({ ...each, mediaType })),
  fc.tuple(formField, word).map(([each, path]) => ({ ...each, value: '', file: { path } })),
);

export const bodies: fc.Arbitrary<PortableBody> = fc.oneof(
  fc.constant<PortableBody>({ kind: 'none' }),
  fc.record({
    kind: fc.constant('text' as const),
    mediaType: fc.constantFrom(
      'application/json',
      'text/plain',
      'application/xml',
      'application/vnd.api+json',
      'text/csv',
    ),
    text: someText,
  }),
  fc.record({
    kind: fc.constant('form' as const),
    mediaType: fc.constant('application/x-www-form-urlencoded'),
    fields: fc.array(formField, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('form' as const),
    mediaType: fc.constant('multipart/form-data'),
    fields: fc.array(part, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('file' as const), mediaType: fc.constant('application/octet-stream'), path: word }),
  fc.record({
    kind: fc.constant('graphql' as const),
    query: someText,
    variables: anyText,
    operationName: fc.constant(null),
  }),
);

export const auths: fc.Arbitrary<PortableAuth> = fc.oneof(
  fc.constant<PortableAuth>({ kind: 'inherit' }),
  fc.record({ kind: fc.constantFrom('basic' as const, 'digest' as const), username: anyText, password: anyText }),
  fc.record({ kind: fc.constant('bearer' as const), token: anyText, prefix: fc.constant('Bearer') }),
  fc.record({
    kind: fc.constant('apiKey' as const),
    in: fc.constantFrom('header' as const, 'query' as const),
    name: word,
    value: anyText,
  }),
  fc.record({
    kind: fc.constant('awsSigV4' as const),
    accessKeyId: anyText,
    secretAccessKey: anyText,
    sessionToken: anyText,
    region: word,
    service: word,
  }),
);

const example: fc.Arbitrary<PortableExample> = fc.record({
  name,
  status: fc.integer({ min: 100, max: 599 }),
  statusText: word,
  headers: fc.array(
    header.map(({ in: _, ...each }) => ({ ...each, enabled: true, description: '' })),
    { maxLength: 2 },
  ),
  body: anyText,
});

const settings = fc.record({
  followRedirects: fc.constantFrom(null, true, false),
  maxRedirects: fc.option(fc.nat(50)),
});

const address = fc.tuple(
  fc.constantFrom('https://api.example.test', '{{baseUrl}}', 'http://127.0.0.1:8080', 'https://{{host}}:{{port}}'),
  fc.array(fc.oneof(word, fc.constantFrom('{id}', '{{version}}', 'a.b', '1')), { maxLength: 4 }),
);

/** What both Postman's and OpenCollection's formats hold of a request. */
export const requests: fc.Arbitrary<PortableRequest> = fc
  .record({
    name,
    description: longText,
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'PURGE'),
    address,
    path: anyText,
    headers: fc.array(header, { maxLength: 3 }),
    query: fc.array(query, { maxLength: 3 }),
    body: bodies,
    auth: fc.oneof(auths, fc.constant<PortableAuth>({ kind: 'none' })),
    variables,
    settings,
    before: longText,
    after: longText,
    examples: fc.array(example, { maxLength: 2 }),
  })
  .map(({ address: [origin, steps], path, headers, query: pairs, settings: set, before, after, ...request }) => {
    const url = [origin, ...steps].join('/');
    const ids = steps.includes('{id}') ? [parameterOf('path', 'id', path)] : [];
    return requestOf({
      ...request,
      url,
      parameters: [...ids, ...pairs, ...headers],
      settings: { ...noSettings, ...set },
      scripts: { before, after },
      examples: request.body.kind === 'graphql' ? [] : request.examples,
    });
  });

const group = { name, description: longText, variables, auth: auths, settings, before: longText, after: longText };

function asGroup<T extends { settings: object; before: string; after: string }>({
  settings: set,
  before,
  after,
  ...rest
}: T) {
  return { ...rest, settings: { ...noSettings, ...set }, scripts: { before, after } };
}

const items = fc.letrec<{ item: PortableFolder | PortableRequest }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    requests,
    fc.record({ ...group, items: fc.array(tie('item'), { maxLength: 3 }) }).map((each) => folderOf(asGroup(each))),
  ),
})).item;

/** Collections that hold what both formats do. */
export const collections: fc.Arbitrary<PortableCollection> = fc
  .record({ ...group, items: fc.array(items, { maxLength: 4 }) })
  .map((each) => collectionOf(asGroup(each)));
