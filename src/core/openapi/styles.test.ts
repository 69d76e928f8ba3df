import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ParameterLocation, ParameterStyle } from './definition.ts';
import { serialiseRequest, type WritableParameter } from './index.ts';

interface Writing {
  readonly name?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
}

const parameterOf = (
  where: ParameterLocation,
  { name = 'v', style, explode = false, allowReserved = false }: Writing,
) => ({
  name,
  in: where,
  style: style ?? (where === 'query' || where === 'cookie' ? ('form' as const) : ('simple' as const)),
  explode,
  allowReserved,
  required: true,
});

/** A value as it goes into the place, without what is around it. */
function written(where: ParameterLocation, writing: Writing, value: unknown): string {
  const parameter: WritableParameter = parameterOf(where, writing);
  const request = serialiseRequest({
    baseUrl: 'https://a',
    path: where === 'path' ? `/{${parameter.name}}` : '/',
    parameters: [parameter],
    values: [{ in: where, name: parameter.name, value }],
  });
  return request.headers[0]?.[1] ?? request.url.replace(/^https:\/\/a\/\??/, '');
}

/** The values of RFC 6570 section 3.2. */
const values: Record<string, unknown> = {
  var: 'value',
  hello: 'Hello World!',
  half: '50%',
  who: 'fred',
  v: '6',
  x: '1024',
  path: '/foo/bar',
  base: 'http://example.com/home/',
  empty: '',
  dub: 'me/too',
  list: ['red', 'green', 'blue'],
  keys: { semi: ';', dot: '.', comma: ',' },
};

test.each<[ParameterLocation, unknown]>(
  (['query', 'header', 'cookie'] as const).flatMap((where) => [
    [where, []],
    [where, {}],
    [where, { a: undefined }],
  ]),
)('in a %s, %j has no members and is not sent (RFC 6570 section 2.3)', (where, value) => {
  const parameter = parameterOf(where, {});
  const values = [{ in: where, name: parameter.name, value }];
  expect(serialiseRequest({ baseUrl: 'https://a', path: '/', parameters: [parameter], values })).toEqual({
    url: 'https://a/',
    headers: [],
  });
});

// The examples of RFC 6570 sections 3.2.2 to 3.2.8 that have one variable.
describe('what RFC 6570 writes', () => {
  test.each<[ParameterLocation, ParameterStyle, explode: boolean, variable: string, expected: string]>([
    ['path', 'simple', false, 'var', 'value'],
    ['path', 'simple', false, 'hello', 'Hello%20World%21'],
    ['path', 'simple', false, 'half', '50%25'],
    ['path', 'simple', false, 'base', 'http%3A%2F%2Fexample.com%2Fhome%2F'],
    ['path', 'simple', false, 'list', 'red,green,blue'],
    ['path', 'simple', true, 'list', 'red,green,blue'],
    ['path', 'simple', false, 'keys', 'semi,%3B,dot,.,comma,%2C'],
    ['path', 'simple', true, 'keys', 'semi=%3B,dot=.,comma=%2C'],
    ['path', 'label', false, 'who', '.fred'],
    ['path', 'label', false, 'half', '.50%25'],
    ['path', 'label', false, 'dub', '.me%2Ftoo'],
    ['path', 'label', false, 'list', '.red,green,blue'],
    ['path', 'label', true, 'list', '.red.green.blue'],
    ['path', 'label', false, 'keys', '.semi,%3B,dot,.,comma,%2C'],
    ['path', 'label', true, 'keys', '.semi=%3B.dot=..comma=%2C'],
    ['path', 'matrix', false, 'who', ';who=fred'],
    ['path', 'matrix', false, 'half', ';half=50%25'],
    ['path', 'matrix', false, 'v', ';v=6'],
    ['path', 'matrix', false, 'list', ';list=red,green,blue'],
    ['path', 'matrix', true, 'list', ';list=red;list=green;list=blue'],
    ['path', 'matrix', false, 'keys', ';keys=semi,%3B,dot,.,comma,%2C'],
    ['path', 'matrix', true, 'keys', ';semi=%3B;dot=.;comma=%2C'],
    ['query', 'form', false, 'who', 'who=fred'],
    ['query', 'form', false, 'half', 'half=50%25'],
    ['query', 'form', false, 'empty', 'empty='],
    ['query', 'form', false, 'list', 'list=red,green,blue'],
    ['query', 'form', true, 'list', 'list=red&list=green&list=blue'],
    ['query', 'form', false, 'keys', 'keys=semi,%3B,dot,.,comma,%2C'],
    ['query', 'form', true, 'keys', 'semi=%3B&dot=.&comma=%2C'],
  ])('in a %s, %s, exploded: %s, of %s is %s', (where, style, explode, variable, expected) => {
    expect(written(where, { name: variable, style, explode }, values[variable])).toBe(expected);
  });

  // Section 3.2.3: what is reserved or encoded already stays, but for what would end the segment or the field.
  test.each<[ParameterLocation, unknown, string]>([
    ['query', 'http://example.com/home/', 'v=http://example.com/home/'],
    ['query', "/?:@!$'()*,;=", "v=/?:@!$'()*,;="],
    ['query', 'a&b#c[d]+e', 'v=a%26b%23c%5Bd%5D%2Be'],
    ['query', '50%', 'v=50%25'],
    ['query', '%41%zz%', 'v=%41%25zz%25'],
    ['query', 'ä %C3%A4', 'v=%C3%A4%20%C3%A4'],
    ['query', ['a/b', 'c,d'], 'v=a/b,c,d'],
    ['path', "a:b@!$&'()*+,;=", "a:b@!$&'()*+,;="],
    ['path', 'a/b?c#d[e]', 'a%2Fb%3Fc%23d%5Be%5D'],
    ['path', '%2F%', '%2F%25'],
  ])('with reserved characters allowed in a %s, %j is %s', (where, value, expected) => {
    expect(written(where, { allowReserved: true }, value)).toBe(expected);
  });
});

// OpenAPI 3.0.4, 3.1.1 and 3.2.0, Style Examples: the column for an empty string.
test.each<[ParameterLocation, ParameterStyle, boolean, string]>([
  ['query', 'form', false, 'color='],
  ['query', 'form', true, 'color='],
  ['cookie', 'form', false, 'color='],
  ['cookie', 'cookie', true, 'color='],
  ['header', 'simple', false, ''],
])('an empty text in a %s, %s, exploded: %s, is %j', (where, style, explode, expected) => {
  expect(written(where, { name: 'color', style, explode }, '')).toBe(expected);
});

// OpenAPI 3.2.0, Style Examples and Style Values: the style `cookie` encodes nothing.
test.each<[boolean, unknown, string]>([
  [true, 'blue', 'color=blue'],
  [false, ['blue', 'black', 'brown'], 'color=blue,black,brown'],
  [true, ['blue', 'black', 'brown'], 'color=blue; color=black; color=brown'],
  [false, { R: 100, G: 200, B: 150 }, 'color=R,100,G,200,B,150'],
  [true, { R: 100, G: 200, B: 150 }, 'R=100; G=200; B=150'],
  [true, 'Hello, world!', 'color=Hello, world!'],
  [true, 'a%20b', 'color=a%20b'],
])('a cookie of the style cookie, exploded: %s, of %j is %s', (explode, value, expected) => {
  expect(written('cookie', { name: 'color', style: 'cookie', explode }, value)).toBe(expected);
});

describe('values that no style has a word for', () => {
  test.each<[ParameterStyle, boolean, unknown, string]>([
    ['form', true, null, ''],
    ['form', true, undefined, ''],
    ['form', true, [], ''],
    ['form', true, {}, ''],
    ['form', false, [], ''],
    ['form', false, {}, ''],
    ['deepObject', true, {}, ''],
    ['form', true, { a: undefined, b: 1 }, 'b=1'],
    ['form', true, [null, 'a'], 'v=&v=a'],
    ['form', true, { a: null }, 'a='],
    ['form', true, true, 'v=true'],
    ['form', true, 0, 'v=0'],
    ['form', true, [{ a: 1 }], 'v=%7B%22a%22%3A1%7D'],
    ['form', false, { a: [1, 2] }, 'v=a,%5B1%2C2%5D'],
    ['spaceDelimited', true, ['a', 'b'], 'v=a&v=b'],
    ['pipeDelimited', true, { a: 1, b: 2 }, 'a=1&b=2'],
    ['spaceDelimited', false, 'a b', 'v=a%20b'],
    ['deepObject', true, 'a', 'v=a'],
    ['deepObject', true, { a: null }, 'v%5Ba%5D='],
    ['deepObject', true, { 'x y': '&=' }, 'v%5Bx%20y%5D=%26%3D'],
  ])('%s, exploded: %s, of %j is %j', (style, explode, value, expected) => {
    expect(written('query', { style, explode }, value)).toBe(expected);
  });

  // An empty segment would be another path.
  test.each<[ParameterStyle, unknown]>([
    ['simple', {}],
    ['simple', { a: undefined }],
    ['simple', ['']],
    ['simple', [null]],
    ['label', {}],
    ['matrix', {}],
    ['matrix', { a: undefined }],
  ])('in a path, %s, %j is asked for', (style, value) => {
    for (const explode of [false, true])
      expect(() => written('path', { style, explode }, value)).toThrow(/needs a value for “v”/);
  });
});

describe('what a server reads back', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 }).map((each) => each.toWellFormed());
  const key = text.filter((each) => each !== '');
  const queryOf = (style: ParameterStyle, explode: boolean, value: unknown) =>
    new URLSearchParams(written('query', { name: 'n&=', style, explode }, value).replaceAll('+', '%2B'));

  it('is every item of an exploded list, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(text), (list) => {
        expect(queryOf('form', true, list).getAll('n&=')).toEqual(list);
      }),
    );
  });

  it('is every member of an exploded or deep object', () => {
    fc.assert(
      fc.property(fc.dictionary(key, text, { noNullPrototype: true }), (object) => {
        expect([...queryOf('form', true, object)]).toEqual(Object.entries(object));
        expect([...queryOf('deepObject', true, object)]).toEqual(
          Object.entries(object).map(([name, value]) => [`n&=[${name}]`, value]),
        );
      }),
    );
  });

  test.each<[ParameterStyle, string]>([
    ['form', ','],
    ['spaceDelimited', '%20'],
    ['pipeDelimited', '%7C'],
    ['tabDelimited', '%09'],
  ])('is every item of a list that %s joins by %s', (style, sign) => {
    const item = text.filter((each) => each !== '' && !/[ |\t]/.test(each));
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), (list) => {
        const [, value = ''] = written('query', { style }, list).split('=');
        expect(value.split(sign).map(decodeURIComponent)).toEqual(list);
      }),
    );
  });

  it('is one segment of a path in every style', () => {
    const styles = fc.constantFrom<ParameterStyle>('simple', 'label', 'matrix');
    const value = fc.oneof(
      key,
      fc.array(key, { minLength: 1 }),
      fc.dictionary(key, text, { minKeys: 1, noNullPrototype: true }),
    );
    fc.assert(
      fc.property(styles, fc.boolean(), fc.boolean(), value, (style, explode, allowReserved, each) => {
        let segment: string;
        try {
          segment = written('path', { style, explode, allowReserved }, each);
        } catch (cause) {
          // A step of one or two dots, which leads elsewhere.
          expect(String(cause)).toMatch(/another path/);
          return;
        }
        const url = new URL(`https://a/x/${segment}/y`);
        expect(url.pathname.split('/')).toHaveLength(4);
        expect([url.search, url.hash]).toEqual(['', '']);
      }),
    );
  });
});
