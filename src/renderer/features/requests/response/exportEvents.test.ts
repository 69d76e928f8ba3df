import { expect, test } from 'vitest';
import { eventsText } from './exportEvents.ts';

const events = [
  { seq: 1, at: 10.6, type: 'message', id: 'a', data: '{"n":12345678901234567890}', length: 26 },
  { seq: 2, at: null, type: 'tick', id: null, data: 'plain\ntext', length: 10 },
];

test('writes one event a line, JSON as JSON with its numbers as they were sent', () => {
  expect(eventsText(events, 'ndjson').split('\n')).toEqual([
    '{"seq":1,"ms":11,"type":"message","id":"a","data":{"n":12345678901234567890}}',
    '{"seq":2,"ms":null,"type":"tick","id":null,"data":"plain\\ntext"}',
    '',
  ]);
});

test('writes them as one list', () => {
  expect(JSON.parse(eventsText(events, 'json'))).toHaveLength(2);
});
