import { execFile, spawnSync } from 'node:child_process';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { OutboundResponse } from './messages.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

function bodyText(response: OutboundResponse): string {
  if (response.body.kind !== 'inline') throw new Error('not inline');
  return Buffer.from(response.body.data).toString();
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** What curl makes of an address: its exit code and the body. */
function curl(url: string): Promise<{ code: number; body: string }> {
  return new Promise((resolve) => {
    const options = { encoding: 'buffer' as const };
    execFile('curl', ['-sS', '--compressed', '--noproxy', '*', '-m', '10', url], options, (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, body: stdout.toString() });
    });
  });
}

/** A peer that answers each request with these bytes and closes. */
const answering = (answer: string | Buffer) =>
  serve.tcp((socket) =>
    socket.once('data', () => socket.end(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : answer)),
  );

const ok = 'HTTP/1.1 200 OK\r\n';
const long = 'x'.repeat(90_000);

describe('legal or common HTTP, read as curl reads it', () => {
  test.each<[name: string, answer: string, body: string, note: RegExp | null]>([
    ['an unasked 100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`, 'hi', /100 Continue/],
    ['early hints', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`, 'hi', /103/],
    ['several in front', `HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`, 'hi', /102/],
    [
      'a length beside chunks',
      `${ok}Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
      'hi',
      /beside/,
    ],
    ['equal lengths twice', `${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi`, 'hi', /same value/],
    ['headers of 180 kB', `${ok}X-A: ${long}\r\nX-B: ${long}\r\nContent-Length: 2\r\n\r\nhi`, 'hi', null],
    ['a coding that is called none', `${ok}Content-Encoding: none\r\nContent-Length: 2\r\n\r\nhi`, 'hi', null],
    ['lines that end with LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi', 'hi', /LF alone/],
    ['chunks with LF', `${ok}Transfer-Encoding: chunked\r\n\r\n2\nhi\n0\n\n`, 'hi', /LF alone/],
    ['folded headers', `${ok}X-A: one\r\n  two\r\nContent-Length: 2\r\n\r\nhi`, 'hi', /folded/],
    ['a length with a sign', `${ok}Content-Length: +2\r\n\r\nhi`, 'hi', /sign/],
    ['another version', 'HTTP/2 200\r\nContent-Length: 2\r\n\r\nhi', 'hi', /says HTTP\/2 on/],
    ['status 999', 'HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nhi', 'hi', /999/],
    ['no reason', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi', 'hi', null],
    ['HTTP/1.0 until the close', 'HTTP/1.0 200 OK\r\n\r\nhi', 'hi', null],
    ['chunk extensions', `${ok}Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0;c\r\n\r\n`, 'hi', null],
    [
      'capitals in chunk sizes',
      `${ok}Transfer-Encoding: Chunked\r\n\r\n0A\r\n0123456789\r\n0\r\n\r\n`,
      '0123456789',
      null,
    ],
    ['trailers', `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n`, 'hi', null],
    ['more than the length says', `${ok}Content-Length: 2\r\n\r\nhi there`, 'hi', /after the end/],
    ['bytes of Latin-1 in a header', `${ok}X-A: caf\xe9\r\nContent-Length: 2\r\n\r\nhi`, 'hi', null],
    ['an empty header value', `${ok}X-A:\r\nContent-Length: 2\r\n\r\nhi`, 'hi', null],
  ])('%s', async (_name, answer, body, note) => {
    const server = await answering(answer);
    const response = await testOutbound().send(testRequest(server.url));
    expect(bodyText(response)).toBe(body);
    if (note === null) expect(response.notes).toEqual([]);
    else expect(response.notes.join('\n')).toMatch(note);
    if (hasCurl) expect(await curl(server.url)).toEqual({ code: 0, body });
  });

  test.each<[name: string, answer: string, body: string, note: string]>([
    [
      'no empty line after the last chunk',
      `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n`,
      'hi',
      'The connection closed without the empty line that ends a chunked body.',
    ],
    [
      'empty lines first',
      `\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`,
      'hi',
      'Empty lines stand before the status line.',
    ],
    [
      'a line without a colon',
      `${ok}X-A\r\nContent-Length: 2\r\n\r\nhi`,
      'hi',
      'A header line without a name and colon was passed over.',
    ],
    [
      'a name with a bracket',
      `${ok}X(A): 1\r\nContent-Length: 2\r\n\r\nhi`,
      'hi',
      'A header name has characters that HTTP does not allow.',
    ],
    [
      'spaces before the colon',
      `${ok}Content-Length : 2\r\n\r\nhi`,
      'hi',
      'Spaces stand between a header name and its colon.',
    ],
    [
      'a carriage return in a value',
      `${ok}X-A: a\rb\r\nContent-Length: 2\r\n\r\nhi`,
      'hi',
      'A header value holds a carriage return.',
    ],
    [
      'lengths that differ',
      `${ok}Content-Length: 9\r\nContent-Length: 2\r\n\r\nhi`,
      'hi',
      'Content-Length stands there several times with different values; the last was taken.',
    ],
    [
      'a length beyond any size',
      `${ok}Content-Length: 99999999999999999999\r\n\r\nhi`,
      'hi',
      'Content-Length is beyond any size; the body was read until the connection closed.',
    ],
  ])('%s: what it was is said', async (_name, answer, body, note) => {
    const response = await testOutbound().send(testRequest((await answering(answer)).url));
    expect([bodyText(response), response.notes]).toEqual([body, [note]]);
  });

  test('a length that is empty: until the connection closes', async () => {
    const response = await testOutbound().send(testRequest((await answering(`${ok}Content-Length:\r\n\r\nhi`)).url));
    expect([bodyText(response), response.notes]).toEqual(['hi', ['Content-Length is empty.']]);
  });

  test('status 099', async () => {
    const server = await serve.tcp((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nhi')),
    );
    const response = await testOutbound().send(testRequest(server.url));
    expect([response.status, bodyText(response)]).toEqual([99, 'hi']);
    expect(response.notes).toEqual(['The status 099 is none of 100 to 599.']);
  });

  test('whatever pieces it comes in', async () => {
    const head = `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}X-A: one\r\n two\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const bytes = Buffer.from(`${head}2\r\nhi\r\n5;x\r\n you.\r\n0\r\nX-Sum: 7\r\n\r\n`);
    const server = await serve.tcp((socket) => {
      socket.setNoDelay(true);
      socket.once('data', async () => {
        for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
      });
    });
    const response = await testOutbound().send(testRequest(server.url));
    expect(bodyText(response)).toBe('hi you.');
    expect(response.trailers).toEqual([['X-Sum', '7']]);
    expect(response.headers[0]).toEqual(['X-A', 'one two']);
  });

  test('header values in UTF-8 and in Latin-1', async () => {
    const utf8 = Buffer.from(`${ok}X-A: größe ✓\r\nContent-Length: 0\r\n\r\n`);
    const latin1 = Buffer.from(`${ok}X-A: größe\r\nContent-Length: 0\r\n\r\n`, 'latin1');
    for (const [bytes, value] of [
      [utf8, 'größe ✓'],
      [latin1, 'größe'],
    ] as const) {
      const server = await answering(bytes);
      expect((await testOutbound().send(testRequest(server.url))).headers[0]).toEqual(['X-A', value]);
    }
  });

  test('a redirect to an address in raw UTF-8, as to the same in percent signs', async () => {
    const seen: string[] = [];
    const server = await serve.tcp((socket) =>
      socket.once('data', (data) => {
        const target = data.toString('latin1').split(' ')[1] ?? '';
        seen.push(target);
        const answer =
          target === '/'
            ? 'HTTP/1.1 302 Found\r\nLocation: /größe/✓?q=é\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
            : `${ok}Content-Length: 2\r\n\r\nhi`;
        socket.end(Buffer.from(answer));
      }),
    );
    expect(bodyText(await testOutbound().send(testRequest(server.url)))).toBe('hi');
    expect(seen[1]).toBe('/gr%C3%B6%C3%9Fe/%E2%9C%93?q=%C3%A9');
  });

  test('zstd in several frames', async () => {
    const body = Buffer.concat([zstdCompressSync('one '), zstdCompressSync('two')]);
    const head = `${ok}Content-Encoding: zstd\r\nContent-Length: ${body.length}\r\n\r\n`;
    const server = await answering(Buffer.concat([Buffer.from(head), body]));
    expect(bodyText(await testOutbound().send(testRequest(server.url)))).toBe('one two');
    if (hasCurl) expect(await curl(server.url)).toEqual({ code: 0, body: 'one two' });
  });

  test('a connection serves again after early hints and trailers, and not after a length beside chunks', async () => {
    const answer = { first: '', rest: '' };
    const server = await serve.tcp((socket) => socket.on('data', () => socket.write(answer.first)));
    const outbound = testOutbound();
    const reusedAfter = async (first: string) => {
      answer.first = first;
      await outbound.send(testRequest(server.url));
      const { reusedConnection } = await outbound.send(testRequest(server.url));
      return reusedConnection;
    };
    const chunks = 'Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: 1\r\n\r\n';
    expect(await reusedAfter(`HTTP/1.1 103 E\r\n\r\n${ok}${chunks}`)).toBe(true);
    expect(
      await reusedAfter(`${ok}Content-Length: 9\r\n${chunks}`).then(() =>
        reusedAfter(`${ok}Content-Length: 9\r\n${chunks}`),
      ),
    ).toBe(false);
  });
});

describe('charsets that a document declares itself', () => {
  const windows = (text: string) => Buffer.from(text, 'latin1');
  test.each([
    ['application/xml', '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', 'iso-8859-1'],
    ['application/atom+xml', "<?xml version='1.0' encoding='windows-1252'?><a/>", 'windows-1252'],
    ['text/html', '<!doctype html><meta charset="Shift_JIS">', 'shift_jis'],
    ['text/html', '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', 'iso-8859-2'],
    ['text/html', '<!-- <meta charset="x"> --><meta charset=utf-8>', 'utf-8'],
    ['text/html; charset=utf-8', '<meta charset="iso-8859-1">', 'utf-8'],
    ['text/plain', '<?xml version="1.0" encoding="ISO-8859-1"?>', null],
    ['application/json', '{"a":"<meta charset=x>"}', null],
  ])('%s: %s', async (type, text, charset) => {
    const server = await serve.http((_request, response) =>
      response.writeHead(200, { 'Content-Type': type }).end(windows(text)),
    );
    expect((await testOutbound().send(testRequest(server.url))).charset).toBe(charset);
  });
});

describe('what is no HTTP is named for what it is', () => {
  const settings = Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]);
  test.each<[string, string | Buffer, RegExp]>([
    ['HTTP/2 only', settings, /HTTP\/2/],
    ['TLS', Buffer.from([0x15, 3, 3, 0, 2, 2, 70]), /TLS; use https/],
    ['another protocol', '220 smtp ready\r\n', /something else than a status line/],
    ['a status that is none', 'HTTP/1.1 abc\r\n\r\n', /status line/],
    ['a length that is none', `${ok}Content-Length: -5\r\n\r\n`, /Content-Length/],
    ['a chunk size that is none', `${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, /size of a chunk/],
    ['a NUL in a header', `${ok}X: a\0b\r\n\r\n`, /NUL/],
  ])('%s', async (_name, answer, why) => {
    const server = await answering(answer);
    const fault = await faultOf(testOutbound().send(testRequest(server.url, { httpVersion: '1.1' })));
    expect(fault.code).toBe('BAD_RESPONSE');
    expect(fault.message).toMatch(why);
  });
});
