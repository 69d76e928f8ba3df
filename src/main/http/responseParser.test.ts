import { describe, expect, test } from 'vitest';
import { NotHttp, type ParsedHead } from './responseParser.ts';
import { chunked, headOf, lfAlone, ok, type Reading, read } from './testResponse.ts';

test('the example of RFC 9110, section 3.9', () => {
  const fields: [string, string][] = [
    ['Date', 'Mon, 27 Jul 2009 12:28:53 GMT'],
    ['Server', 'Apache'],
    ['Last-Modified', 'Wed, 22 Jul 2009 19:15:56 GMT'],
    ['ETag', '"34aa387-d-1568eb00"'],
    ['Accept-Ranges', 'bytes'],
    ['Content-Length', '51'],
    ['Vary', 'Accept-Encoding'],
    ['Content-Type', 'text/plain'],
  ];
  const body = 'Hello World! My content includes a trailing CRLF.\r\n';
  const text = `${ok}${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
  expect(read([text])).toEqual({
    heads: [
      {
        status: 200,
        statusText: 'OK',
        version: '1.1',
        headers: fields,
        framing: 51,
        transferCodings: [],
        persistent: true,
      },
    ],
    body,
    end: { trailers: [], rest: 0 },
    whole: true,
    notes: [],
  });
});

describe('the same in pieces as at once', () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
  test.each<[name: string, text: string]>([
    ['a length', `\r\n\n${early}${ok}X-A: one\r\n two\r\nContent-Length: 3\r\n\r\nabcd`],
    ['chunks and trailers', `${chunked}2\r\nhi\r\nA;x=y\r\n0123456789\r\n0\r\nX-Sum: 7\r\nX-Two: 8\r\n\r\nmore`],
    ['chunks without trailers', `${chunked}1\r\na\r\n0\r\n\r\n`],
    ['LF alone', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n'],
    ['LF alone and trailers', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhi\n0\nA: b\n\n'],
    ['the close of the connection', `${ok}\r\nall of it`],
    ['no body', `${ok}Content-Length: 0\r\n\r\n`],
  ])('%s', (_, text) => {
    const whole = read([text]);
    expect(whole.whole).toBe(true);
    // What comes after the end is counted where it comes with it.
    const counting = ({ end, ...others }: Reading) => ({ ...others, trailers: end?.trailers });
    for (let at = 1; at < text.length; at += 1)
      expect(counting(read([text.slice(0, at), text.slice(at)])), `cut at ${at}`).toEqual(counting(whole));
    expect(counting(read([...text]))).toEqual(counting(whole));
  });
});

describe('how a body ends (RFC 9112, section 6.3)', () => {
  test.each<[headers: string, framing: ParsedHead['framing'], codings: string[], notes: string[]]>([
    ['', 'close', [], []],
    ['Content-Length: 0', 0, [], []],
    ['CONTENT-LENGTH:7', 7, [], []],
    ['Content-Length: 2, 2', 2, [], ['Content-Length stands there several times with the same value.']],
    [
      'Content-Length: 2\r\nContent-Length: 02',
      2,
      [],
      ['Content-Length stands there several times with the same value.'],
    ],
    [
      'Content-Length: 2, 3',
      3,
      [],
      ['Content-Length stands there several times with different values; the last was taken.'],
    ],
    [
      'Content-Length: 3\r\nContent-Length: 3\r\nContent-Length: 2',
      2,
      [],
      ['Content-Length stands there several times with different values; the last was taken.'],
    ],
    ['Content-Length: +2', 2, [], ['Content-Length is written with a sign.']],
    [
      'Content-Length: 2, +2',
      2,
      [],
      ['Content-Length is written with a sign.', 'Content-Length stands there several times with the same value.'],
    ],
    ['content-length:', 'close', [], ['Content-Length is empty.']],
    ['X-Content-Length:', 'close', [], []],
    ['Content-Length-X:', 'close', [], []],
    ['Content-Length: 9007199254740991', 9007199254740991, [], []],
    [
      'Content-Length: 9007199254740992',
      'close',
      [],
      ['Content-Length is beyond any size; the body was read until the connection closed.'],
    ],
    ['Transfer-Encoding: chunked', 'chunked', [], []],
    ['transfer-encoding: CHUNKED', 'chunked', [], []],
    ['Transfer-Encoding: gzip, chunked', 'chunked', ['gzip'], []],
    ['Transfer-Encoding: GZip\r\nTransfer-Encoding: chunked', 'chunked', ['gzip'], []],
    ['Transfer-Encoding: chunked, gzip', 'close', ['gzip'], []],
    ['Transfer-Encoding: gzip', 'close', ['gzip'], []],
    ['Transfer-Encoding: identity', 'close', [], []],
    ['Transfer-Encoding: identity\r\nContent-Length: 4', 4, [], []],
    ['Transfer-Encoding: ,\r\nContent-Length: 4', 4, [], []],
    [
      'Transfer-Encoding: chunked\r\nContent-Length: 4',
      'chunked',
      [],
      ['Content-Length stands beside Transfer-Encoding, which counts (RFC 9112, 6.3).'],
    ],
  ])('%j', (headers, framing, transferCodings, notes) => {
    const reading = read([`${ok}${headers === '' ? '' : `${headers}\r\n`}\r\n`]);
    expect(reading.heads).toMatchObject([{ framing, transferCodings }]);
    expect(reading.notes).toEqual(notes);
  });

  test.each<[method: string, status: number, framing: number]>([
    ['HEAD', 200, 0],
    ['head', 200, 0],
    ['GET', 101, 0],
    ['GET', 204, 0],
    ['GET', 304, 0],
    ['GET', 99, 5],
    ['GET', 200, 5],
    ['GET', 203, 5],
    ['GET', 205, 5],
    ['GET', 303, 5],
    ['GET', 305, 5],
    ['POST', 404, 5],
  ])('%s answered by %d', (method, status, framing) => {
    const code = String(status).padStart(3, '0');
    const text = `HTTP/1.1 ${code} X\r\nContent-Length: 5\r\n\r\n`;
    expect(headOf(`HTTP/1.1 ${code} X\r\nContent-Length: 5`, method).framing).toBe(framing);
    const { end, whole } = read([text], method);
    expect([end, whole]).toEqual(framing === 0 ? [{ trailers: [], rest: 0 }, true] : [null, false]);
  });

  test.each([
    ['the head', 'HTTP/1.1 200 OK\r\nX: 1\r\n', false],
    ['a body with a length', `${ok}Content-Length: 5\r\n\r\nfour`, false],
    ['a body until the close', `${ok}\r\nfour`, true],
    ['the size of a chunk', `${chunked}5`, false],
    ['a chunk', `${chunked}5\r\nfour`, false],
    ['the end of a chunk', `${chunked}4\r\nfour`, false],
    ['the line after a chunk', `${chunked}4\r\nfour\r\n`, false],
    ['nothing', `${ok}Content-Length: 4\r\n\r\nfour`, true],
  ])('a close within %s', (_, text, whole) => {
    const reading = read([text]);
    expect([reading.whole, reading.end !== null, reading.notes]).toEqual([whole, whole, []]);
  });

  test.each([`${chunked}0\r\n`, `${chunked}0\r\nX-Sum: 7\r\n`])('a close within the trailers: %j', (text) => {
    const reading = read([text]);
    expect(reading.whole).toBe(true);
    expect(reading.end?.trailers).toEqual([]);
    expect(reading.notes).toEqual(['The connection closed without the empty line that ends a chunked body.']);
  });

  test.each([
    [`${ok}Content-Length: 2\r\n\r\nhi`, 0],
    [`${ok}Content-Length: 2\r\n\r\nhi!?`, 2],
    [`${ok}Content-Length: 0\r\n\r\nabc`, 3],
    [`${chunked}0\r\n\r\nabcd`, 4],
    [`${chunked}0\r\nA: b\r\n\r\nabcd`, 4],
  ])('%j leaves %d bytes', (text, rest) => {
    expect(read([text]).end?.rest).toBe(rest);
  });
});

describe('chunks (RFC 9112, section 7.1)', () => {
  test.each([
    ['4\r\nWiki\r\n7\r\npedia i\r\nB\r\nn \r\nchunks.\r\n0\r\n\r\n', 'Wikipedia in \r\nchunks.', []],
    ['b\r\n01234567890\r\n0\r\n\r\n', '01234567890', []],
    ['0000000000002\r\nhi\r\n0\r\n\r\n', 'hi', []],
    ['2;name=value;other="x;y"\r\nhi\r\n0;last\r\n\r\n', 'hi', []],
    [' \t2\t \r\nhi\r\n000\r\n\r\n', 'hi', []],
    ['2 ;x\r\nhi\r\n0\r\n\r\n', 'hi', []],
    ['2\nhi\r\n0\r\n\r\n', 'hi', [lfAlone]],
    ['2\r\nhi\n0\r\n\r\n', 'hi', [lfAlone]],
    ['2\r\nhi\r\n0\n\r\n', 'hi', [lfAlone]],
  ])('%j', (text, body, notes) => {
    const reading = read([`${chunked}${text}`]);
    expect([reading.body, reading.whole, reading.end?.rest, reading.notes]).toEqual([body, true, 0, notes]);
  });

  test('an empty line in LF alone ends them', () => {
    const { end, notes } = read([`${chunked}0\r\n\nabc`]);
    expect([end, notes]).toEqual([{ trailers: [], rest: 3 }, [lfAlone]]);
  });

  test('a trailer of one letter ends nothing', () => {
    const { end, notes } = read([`${chunked}0\r\nA\nB: c\n\n`]);
    expect(end).toEqual({ trailers: [['B', 'c']], rest: 0 });
    expect(notes).toEqual([lfAlone, 'A header line without a name and colon was passed over.']);
  });

  test('large ones that come at once, with LF alone', () => {
    const large = 'x'.repeat(0x4e20);
    const { body, whole } = read([`${chunked}1\na\n4e20\n${large}\n4E20\n${large}\n0\n\n`]);
    expect([body.length, whole]).toEqual([1 + 2 * 20_000, true]);
  });

  test('trailers are read as headers are', () => {
    const { end, notes } = read([`${chunked}0\r\nX-Sum : 7\r\nContent-Length: 9\r\nx-A:\r\n b\r\n\r\n`]);
    expect(end?.trailers).toEqual([
      ['X-Sum', '7'],
      ['Content-Length', '9'],
      ['x-A', 'b'],
    ]);
    expect(notes).toHaveLength(2);
  });

  test.each([
    ['00000000000002\r\nhi', 'the size of a chunk is not a number'],
    ['\r\nhi', 'the size of a chunk is not a number'],
    ['-2\r\nhi', 'the size of a chunk is not a number'],
    ['0x2\r\nhi', 'the size of a chunk is not a number'],
    ['2 2\r\nhi', 'the size of a chunk is not a number'],
    ['g\r\nhi', 'the size of a chunk is not a number'],
    ['2\r\nhi!\r\n', 'a chunk is longer than its size says'],
    ['2\r\nhi2\r\n', 'a chunk is longer than its size says'],
  ])('%j is refused', (text, why) => {
    expect(() => read([`${chunked}${text}`])).toThrow(new NotHttp(why));
  });

  test('a line before a chunk is at most 16 kB', () => {
    expect(read([`${chunked}1;`, 'x'.repeat(15_998), '\r\na\r\n0\r\n\r\n'])).toMatchObject({ body: 'a', whole: true });
    expect(() => read([`${chunked}1;`, 'x'.repeat(15_999)])).toThrow(new NotHttp('the size of a chunk does not end'));
  });
});

describe('what comes before the head that counts', () => {
  test.each(['100', '102', '103', '199'])('an informational %s is passed over', (code) => {
    const { heads, body, notes } = read([
      `HTTP/1.1 ${code} So\r\nContent-Length: x\r\n\r\n${ok}Content-Length: 1\r\n\r\na`,
    ]);
    expect([heads.map(({ status }) => status), body]).toEqual([[200], 'a']);
    expect(notes).toEqual([`An informational response came first: ${code} So.`]);
  });

  test('one without a reason is told without it', () => {
    expect(read([`HTTP/1.1 100\r\n\r\n${ok}\r\n`]).notes).toEqual(['An informational response came first: 100.']);
  });

  test('a hundred of them, and no more', () => {
    const hints = (count: number) => 'HTTP/1.1 103 Hint\r\n\r\n'.repeat(count);
    expect(read([`${hints(100)}${ok}\r\nx`]).body).toBe('x');
    expect(() => read([hints(101)])).toThrow(new NotHttp('it sends informational responses without end'));
  });

  test.each(['\n', '\r\n', '\r\n\r\n', '\n\r\n\n'])('the empty lines %j', (lines) => {
    const { body, notes } = read([`${lines}${ok}Content-Length: 1\r\n\r\na`]);
    expect([body, notes]).toEqual(['a', ['Empty lines stand before the status line.']]);
  });

  test.each(['\r', '\r\r', '\rX'])('returns without a line feed are no empty line: %j', (start) => {
    expect(() => read([`${start}${ok}\r\n`])).toThrow(NotHttp);
  });
});
