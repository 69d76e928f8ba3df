import { describe, expect, test } from 'vitest';
import { NotHttp, type ParsedHead } from './responseParser.ts';
import { chunked, headOf, lfAlone, ok, read } from './testResponse.ts';

describe('the status line', () => {
  test.each<[line: string, head: Partial<ParsedHead>, notes: string[]]>([
    ['HTTP/1.1 200 OK', { status: 200, statusText: 'OK', version: '1.1' }, []],
    ['HTTP/1.0 404 Not  Found ', { status: 404, statusText: 'Not  Found', version: '1.0' }, []],
    ['http/1.1\t200\tOK', { status: 200, statusText: 'OK', version: '1.1' }, []],
    ['HTTP/1.1  200', { status: 200, statusText: '', version: '1.1' }, []],
    ['HTTP/1.1 200 ', { status: 200, statusText: '' }, []],
    ['HTTP/1.1 599 X', { status: 599 }, []],
    ['HTTP/1.1 600 X', { status: 600 }, ['The status 600 is none of 100 to 599.']],
    ['HTTP/1.1 099 X', { status: 99 }, ['The status 099 is none of 100 to 599.']],
    ['HTTP/1.1 101 X', { status: 101 }, ['The server switched protocols though it was not asked to.']],
    ['HTTP/1.2 200 X', { version: '1.2' }, ['The status line says HTTP/1.2 on a connection of HTTP/1.1.']],
    ['HTTP/2 200', { version: '2' }, ['The status line says HTTP/2 on a connection of HTTP/1.1.']],
    ['HTTP/2.0 200', { version: '2.0' }, ['The status line says HTTP/2.0 on a connection of HTTP/1.1.']],
    ['HTTP/1.1 200 gr\xc3\xbcn', { statusText: 'grün' }, []],
    ['HTTP/1.1 200 gr\xfcn', { statusText: 'grün' }, []],
  ])('%j', (line, head, notes) => {
    const reading = read([`${line}\r\nContent-Length: 0\r\n\r\n`]);
    expect(reading.heads).toMatchObject([head]);
    expect(reading.notes).toEqual(notes);
  });

  test.each([
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000',
    'HTTP/1.1200 OK',
    'HTTP/11 200',
    'HTTP/1.1 200OK',
    'HTTP/1.1',
    'HTTP/x 200',
  ])('%j is none', (line) => {
    expect(() => read([`${line}\r\n\r\n`])).toThrow(new NotHttp('its status line cannot be read'));
  });
});

test.each<[headers: string, persistent: boolean]>([
  [`${ok}Content-Length: 0`, true],
  [`${ok}Transfer-Encoding: chunked`, true],
  [`${ok}X: 1`, false],
  [`${ok}Content-Length: 0\r\nConnection: close`, false],
  [`${ok}Content-Length: 0\r\nconnection: x, CLOSE`, false],
  [`${ok}Content-Length: 0\r\nConnection: keep-alive`, true],
  [`${ok}Content-Length: 0\r\nConnection: keep-alive, close`, false],
  ['HTTP/1.0 200 OK\r\nContent-Length: 0', false],
  ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive', true],
  ['HTTP/1.0 200 OK\r\nConnection: Keep-Alive', false],
  ['HTTP/1.1 101 X\r\nContent-Length: 0', false],
  ['HTTP/1.1 204 X', true],
  [`${ok}Content-Length: 2, 2`, true],
  [`${ok}Content-Length: 1, 2`, false],
  [`${ok}Content-Length: 2\r\nTransfer-Encoding: chunked`, false],
  [`${ok}Content-Length: 2\r\nTransfer-Encoding: identity`, false],
])('after %j the connection may serve again: %s', (head, persistent) => {
  expect(headOf(head).persistent).toBe(persistent);
});

describe('header lines', () => {
  const noName = 'A header line without a name and colon was passed over.';
  const folded = 'Headers are folded over several lines (obsolete since RFC 7230); they were joined.';
  const badName = 'A header name has characters that HTTP does not allow.';
  const spaces = 'Spaces stand between a header name and its colon.';
  test.each<[lines: string, headers: [string, string][], notes: string[]]>([
    ['X-A: b', [['X-A', 'b']], []],
    ['X-A:b:c', [['X-A', 'b:c']], []],
    ['x-a: \t b \t', [['x-a', 'b']], []],
    ['X-A:', [['X-A', '']], []],
    ["!#$%&'*+.^_`|~09azAZ-: 1", [["!#$%&'*+.^_`|~09azAZ-", '1']], []],
    ['X A: 1', [['X A', '1']], [badName]],
    ['X@: 1', [['X@', '1']], [badName]],
    ['@X: 1', [['@X', '1']], [badName]],
    ['X-A : 1', [['X-A', '1']], [spaces]],
    ['X-A\t: 1', [['X-A', '1']], [spaces]],
    ['no colon\r\nX: 1', [['X', '1']], [noName]],
    [': no name\r\nX: 1', [['X', '1']], [noName]],
    ['X: 1\r\n 2\r\n\t3', [['X', '1 2 3']], [folded]],
    ['X:\r\n 2', [['X', '2']], [folded]],
    [
      'A: 1\r\nX: 2\r\n \r\nB: 3',
      [
        ['A', '1'],
        ['X', '2'],
        ['B', '3'],
      ],
      [folded],
    ],
    [' first\r\nX: 1', [['X', '1']], [folded]],
    ['X: a\rb\rc', [['X', 'a b c']], ['A header value holds a carriage return.']],
    ['X: a\r', [['X', 'a']], []],
    [
      'X: 1\nY: 2',
      [
        ['X', '1'],
        ['Y', '2'],
      ],
      [lfAlone],
    ],
    ['X: gr\xc3\xbcn', [['X', 'grün']], []],
    ['X: gr\xfcn', [['X', 'grün']], []],
    [
      'X: 1\r\nx: 2\r\nX: 1',
      [
        ['X', '1'],
        ['x', '2'],
        ['X', '1'],
      ],
      [],
    ],
  ])('%j', (lines, headers, notes) => {
    const reading = read([`${ok}${lines}\r\n\r\n`]);
    expect(reading.heads[0]?.headers).toEqual(headers);
    expect(reading.notes).toEqual(notes);
  });

  test.each(['X: a\0b', 'X\0: b', '\0'])('%j is refused', (line) => {
    expect(() => read([`${ok}${line}\r\n\r\n`])).toThrow(new NotHttp('a header holds a NUL byte'));
  });

  test.each([
    ['-5', '-5'],
    ['5x', '5x'],
    ['x5', 'x5'],
    ['5, y', 'y'],
    ['y, 5', '5'],
    ['++5', '++5'],
    ['5 5', '5 5'],
  ])('a Content-Length of %j is refused', (value, told) => {
    const why = `its Content-Length is not a number (${told})`;
    expect(() => read([`${ok}Content-Length: ${value}\r\n\r\n`])).toThrow(new NotHttp(why));
  });

  test.each([
    ['head', ok, 'the head of the response is longer than 1 MB'],
    ['trailers', `${chunked}0\r\n`, 'the trailer is longer than 1 MB'],
  ])('a %s is at most 1 MB', (what, before, why) => {
    const start = what === 'head' ? before : '';
    const line = (bytes: number) => Buffer.alloc(bytes - start.length, 'x');
    const whole = (bytes: number) => [before, line(bytes), '\r\n\r\n'];
    expect(read(whole(1_000_000)).heads).toHaveLength(1);
    expect(() => read(whole(1_000_001))).toThrow(new NotHttp(why));
  });
});

describe('another protocol is refused by its first bytes', () => {
  const http2 = 'it speaks HTTP/2 only, and the request is set to HTTP/1.1';
  const tls = 'it speaks TLS; use https';
  const other = 'it begins with something else than a status line';
  test.each<[name: string, bytes: number[], why: string | null]>([
    ['SETTINGS', [0, 0, 6, 4, 0, 0, 0, 0, 0], http2],
    ['GOAWAY', [0, 0, 8, 7, 0, 0, 0, 0, 0], http2],
    ['a frame that is not whole', [0, 0, 6, 4, 0, 0, 0, 0], null],
    ['another frame', [0, 0, 6, 5, 0, 0, 0, 0, 0], other],
    ['SETTINGS of a stream', [0, 0, 6, 4, 0, 0, 0, 0, 1], other],
    ['a frame that is too long', [1, 0, 6, 4, 0, 0, 0, 0, 0], other],
    ['a control character', [1, 2], other],
    ['an alert of TLS', [0x15, 3, 3, 0, 2], tls],
    ['a handshake of TLS', [0x16, 3, 1, 0, 2], tls],
    ['another record of TLS', [0x17, 3, 1, 0, 2], other],
    ['an alert of something else', [0x15, 2, 3, 0, 2], other],
    ['SSH', [...Buffer.from('SSH-2.0-x')], other],
    ['a word like HTTP', [...Buffer.from('HTTPS')], other],
    ['the begin of a status line', [...Buffer.from('HTT')], null],
    ['a status line in small letters', [...Buffer.from('http/')], null],
    ['a blank', [0x20], null],
  ])('%s', (_, bytes, why) => {
    const reading = () => read([Buffer.from(bytes)]);
    if (why === null) expect(reading().heads).toEqual([]);
    else expect(reading).toThrow(new NotHttp(why));
  });
});
