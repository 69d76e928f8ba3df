import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterLocation, ParameterStyle } from './definition.ts';
import { serialiseRequest, serverUrl, type WritableParameter } from './index.ts';

const array = ['blue', 'black', 'brown'];
const object = { R: 100, G: 200, B: 150 };

function written(where: ParameterLocation, style: ParameterStyle, explode: boolean, value: unknown): string {
  const parameter: WritableParameter = {
    name: 'color',
    in: where,
    style,
    explode,
    allowReserved: false,
    required: true,
  };
  const path = where === 'path' ? '/{color}' : '/';
  const { url, headers } = serialiseRequest({
    baseUrl: '',
    path,
    parameters: [parameter],
    values: [{ in: where, name: 'color', value }],
  });
  return headers[0]?.[1] ?? url.replace(/^\/\??/, '');
}

describe('style examples of the specification', () => {
  it.each<[ParameterLocation, ParameterStyle, boolean, string, string, string]>([
    ['path', 'matrix', false, ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
    ['path', 'matrix', true, ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
    ['path', 'label', false, '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
    ['path', 'label', true, '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
    ['path', 'simple', false, 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    ['path', 'simple', true, 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
    ['header', 'simple', false, 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    ['header', 'simple', true, 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
    ['query', 'form', false, 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['query', 'form', true, 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    ['cookie', 'form', false, 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['cookie', 'form', true, 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
  ])('%s %s, explode %s', (where, style, explode, single, list, fields) => {
    expect(written(where, style, explode, 'blue')).toBe(single);
    expect(written(where, style, explode, array)).toBe(list);
    expect(written(where, style, explode, object)).toBe(fields);
  });

  it.each<[ParameterStyle, unknown, string]>([
    ['spaceDelimited', array, 'color=blue%20black%20brown'],
    ['spaceDelimited', object, 'color=R%20100%20G%20200%20B%20150'],
    ['pipeDelimited', array, 'color=blue%7Cblack%7Cbrown'],
    ['pipeDelimited', object, 'color=R%7C100%7CG%7C200%7CB%7C150'],
    ['tabDelimited', array, 'color=blue%09black%09brown'],
    ['deepObject', object, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
    ['deepObject', { a: { b: [1, { c: 2 }] } }, 'color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=2'],
  ])('query %s of %j', (style, value, expected) => {
    expect(written('query', style, false, value)).toBe(expected);
  });

  it('writes an empty value as the name with nothing after it', () => {
    expect(written('query', 'form', true, '')).toBe('color=');
  });
});

describe('addresses', () => {
  const id: WritableParameter = {
    name: 'id',
    in: 'path',
    style: 'simple',
    explode: false,
    allowReserved: false,
    required: true,
  };
  const target = (value: unknown) => ({
    baseUrl: 'https://api.example.com/v1/',
    path: '/items/{id}',
    parameters: [id],
    values: [{ in: 'path' as const, name: 'id', value }],
  });

  it('keeps any text inside its path segment', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (text) => {
        fc.pre(text !== '.' && text !== '..');
        const url = new URL(serialiseRequest(target(text)).url);
        expect(decodeURIComponent(url.pathname)).toBe(`/v1/items/${text.toWellFormed()}`);
        expect(url.pathname.split('/')).toHaveLength(4);
      }),
    );
  });

  it('gives back every query value that a server parses', () => {
    const parameter: WritableParameter = { ...id, name: 'a b&', in: 'query', style: 'form', explode: true };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const values = [{ in: 'query' as const, name: parameter.name, value }];
        const { url } = serialiseRequest({ baseUrl: 'http://a', path: '/', parameters: [parameter], values });
        expect([...new URL(url).searchParams]).toEqual([[parameter.name, value.toWellFormed()]]);
      }),
    );
  });

  it.each(['.', '..'])('refuses %j, which would lead to another path', (value) => {
    expect(() => serialiseRequest(target(value))).toThrow(/another path/);
  });

  it.each([undefined, null, '', []])('asks for a path value instead of %j', (value) => {
    expect(() => serialiseRequest(target(value))).toThrow(/needs a value for “id”/);
  });

  it('refuses a header value with a line break', () => {
    expect(() => written('header', 'simple', false, 'a\r\nHost: evil')).toThrow(/line break/);
  });

  it('leaves reserved characters where they are allowed, and never a fragment or a second field', () => {
    const parameter: WritableParameter = { ...id, in: 'query', style: 'form', allowReserved: true };
    const values = [{ in: 'query' as const, name: 'id', value: 'a/b?c=d&e#f%20g' }];
    const { url } = serialiseRequest({ baseUrl: 'http://a', path: '/', parameters: [parameter], values });
    expect(url).toBe('http://a/?id=a/b?c=d%26e%23f%20g');
  });

  it('joins the fixed queries of address and path, and drops a fragment', () => {
    const request = { baseUrl: 'https://a/v1?k=1', path: '/x?beta=true#frag', parameters: [], values: [] };
    expect(serialiseRequest(request).url).toBe('https://a/v1/x?k=1&beta=true');
  });

  it('writes a parameter with content as its media type', () => {
    const parameter: WritableParameter = { ...id, in: 'query', style: 'form', mediaType: 'application/json' };
    const values = [{ in: 'query' as const, name: 'id', value: { a: 1 } }];
    const { url } = serialiseRequest({ baseUrl: 'http://a', path: '/', parameters: [parameter], values });
    expect(url).toBe('http://a/?id=%7B%22a%22%3A1%7D');
  });

  // The examples of OpenAPI 3.2, Parameter Object Examples.
  it.each([
    ['application/x-www-form-urlencoded', { foo: 'a + b', bar: true }, 'foo=a+%2B+b&bar=true'],
    ['application/x-www-form-urlencoded', { a: [1, 2], b: 'ä&=' }, 'a=1&a=2&b=%C3%A4%26%3D'],
    ['application/x-www-form-urlencoded', 'a=1&b=c+d%20e#f', 'a=1&b=c+d%20e%23f'],
    ['application/json', { numbers: [1, 2], flag: null }, '%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D'],
    ['application/json', '{"a":1}', '%7B%22a%22%3A1%7D'],
    ['application/jsonpath', '$.a.b[1:1]', '%24.a.b%5B1%3A1%5D'],
  ])('writes the whole query as %s', (mediaType, value, query) => {
    const parameter: WritableParameter = { ...id, in: 'querystring', style: 'form', mediaType };
    const values = [{ in: 'querystring' as const, name: 'id', value }];
    const { url } = serialiseRequest({ baseUrl: 'https://a', path: '/foo', parameters: [parameter], values });
    expect(url).toBe(`https://a/foo?${query}`);
  });

  // By the rules of a form body (OpenAPI 3.2, section Encoding Object).
  it.each([
    [{ property: 'a', style: 'pipeDelimited', explode: false }, { a: [1, 2] }, 'a=1%7C2'],
    [{ property: 'a', style: 'deepObject' }, { a: { b: 'x y' } }, 'a%5Bb%5D=x+y'],
    [{ property: 'a', explode: false }, { a: ['x', 'y'], b: [1, 2] }, 'a=x,y&b=1&b=2'],
    [{ property: 'a', allowReserved: true }, { a: 'x/y:z', b: '/' }, 'a=x/y:z&b=%2F'],
    [{ property: 'a', contentType: 'application/json' }, { a: { b: 1 } }, 'a=%7B%22b%22%3A1%7D'],
  ] as const)('writes a property of the whole query as %j asks for', (rule, value, query) => {
    const mediaType = 'application/x-www-form-urlencoded';
    const parameter: WritableParameter = { ...id, in: 'querystring', style: 'form', mediaType, encoding: [rule] };
    const values = [{ in: 'querystring' as const, name: 'id', value }];
    const { url } = serialiseRequest({ baseUrl: 'https://a', path: '/foo', parameters: [parameter], values });
    expect(url).toBe(`https://a/foo?${query}`);
  });

  it('fills server variables in and starts relative servers at the definition', () => {
    const server = {
      url: 'https://{region}.example.com/',
      variables: [{ name: 'region', default: 'eu', enum: ['eu', 'us'] }],
    };
    expect(serverUrl(server)).toBe('https://eu.example.com');
    expect(serverUrl(server, { variables: { region: 'us' } })).toBe('https://us.example.com');
    expect(() => serverUrl(server, { variables: { region: 'evil.test/' } })).toThrow(/not one of the values/);
    const relative = { url: '../v2', variables: [] };
    expect(serverUrl(relative, { definitionUrl: 'https://a/docs/x/openapi.json' })).toBe('https://a/docs/v2');
  });
});
