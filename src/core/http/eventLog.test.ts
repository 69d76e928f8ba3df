import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { EventLog, longestData, streamKind } from './eventLog.ts';

const all = (log: EventLog) => log.after(0, Number.POSITIVE_INFINITY).map(({ type, id, data }) => [type, id, data]);

/** What a log holds of a text that comes in pieces of this length. */
function read(kind: 'sse' | 'lines', text: string, piece = text.length) {
  const log = new EventLog(kind);
  for (let at = 0; at < text.length; at += Math.max(1, piece)) log.push(text.slice(at, at + Math.max(1, piece)), at);
  log.end();
  return log;
}

test.each([
  ['text/event-stream; charset=utf-8', 'sse'],
  ['application/x-ndjson', 'lines'],
  ['application/json-seq', 'lines'],
  ['application/geo+json-seq', 'lines'],
  ['application/json', null],
  [null, null],
])('takes %s for %s', (mediaType, kind) => {
  expect(streamKind(mediaType)).toBe(kind);
});

describe('server-sent events', () => {
  // The examples of the HTML standard, 9.2.6.
  it.each([
    ['data: YHOO\ndata: +2\ndata: 10\n\n', [['message', null, 'YHOO\n+2\n10']]],
    [
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
      [
        ['message', '1', 'first event'],
        ['message', '', 'second event'],
        ['message', null, ' third event'],
      ],
    ],
    [
      'event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n',
      [
        ['add', null, '73857293'],
        ['remove', null, '2153'],
      ],
    ],
    [
      'data\n\ndata\ndata\n\ndata:',
      [
        ['message', null, ''],
        ['message', null, '\n'],
      ],
    ],
    [
      'data:test\n\ndata: test\n\n',
      [
        ['message', null, 'test'],
        ['message', null, 'test'],
      ],
    ],
    [
      '\ufeffdata: after a mark\r\n\r\ndata: lines\rdata: of all ends\r\r',
      [
        ['message', null, 'after a mark'],
        ['message', null, 'lines\nof all ends'],
      ],
    ],
  ])('of %j are read as the standard says', (text, events) => {
    expect(all(read('sse', text))).toEqual(events);
  });

  it('come out the same however the stream is cut', () => {
    const text = 'event: a\r\ndata: {"x":1}\r\n\r\n: note\n\nid: 7\ndata: b\n\ndata: c\n\n';
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (piece) => {
        expect(all(read('sse', text, piece))).toEqual(all(read('sse', text)));
      }),
    );
  });

  it('that end with the stream and no blank line are none', () => {
    expect(all(read('sse', 'data: whole\n\ndata: cut\n'))).toEqual([['message', null, 'whole']]);
  });
});

describe('JSON lines', () => {
  it('are events, the last one also without its line feed', () => {
    expect(all(read('lines', '{"a":1}\r\n\n{"b":2}\n[3]', 3))).toEqual([
      ['line', null, '{"a":1}'],
      ['line', null, '{"b":2}'],
      ['line', null, '[3]'],
    ]);
  });

  it('begin with a record separator in sequences (RFC 7464)', () => {
    expect(all(read('lines', '\u001e{"a":1}\n\u001e{"b":2}\n'))).toEqual([
      ['line', null, '{"a":1}'],
      ['line', null, '{"b":2}'],
    ]);
  });
});

describe('what is kept', () => {
  it('are the last events, with their numbers and times', () => {
    const log = new EventLog('lines', { events: 100, characters: 1_000_000 });
    for (let number = 1; number <= 1_000; number += 1) log.push(`${number}\n`, number * 10);
    expect(log.total).toBe(1_000);
    expect(1_001 - log.first).toBeGreaterThanOrEqual(99);
    expect(1_001 - log.first).toBeLessThanOrEqual(110);
    const [event] = log.after(950, 1);
    expect(event).toEqual({ seq: 951, at: 9_510, type: 'line', id: null, data: '951', length: 3 });
    expect(log.after(0, 1)[0]?.seq).toBe(log.first);
    expect(log.after(1_000, 5)).toEqual([]);
  });

  it('is bounded in characters, and of one event too', () => {
    const log = new EventLog('lines', { events: 1_000, characters: 100_000 });
    for (let number = 0; number < 50; number += 1) log.push(`${'x'.repeat(30_000)}\n`, 0);
    const events = log.after(0, 1_000);
    expect(events.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThanOrEqual(100_000);
    expect(events.at(-1)).toMatchObject({ seq: 50, length: 30_000 });
    expect(events.at(-1)?.data).toHaveLength(longestData);
  });

  it('leaves out an event without an end, and reads the next', () => {
    const log = new EventLog('sse');
    for (let piece = 0; piece < 60; piece += 1) log.push(piece === 0 ? 'data: ' : 'x'.repeat(100_000), 0);
    log.push('\n\ndata: next\n\n', 0);
    expect(log.after(0, 10).at(-1)?.data).toBe('next');
  });
});
