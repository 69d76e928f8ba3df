import { expect, test } from 'vitest';
import type { SentRequest } from '#contract/requests.ts';
import { sentText } from './SentBody.tsx';

type Sent = Parameters<typeof sentText>[0];

const body = { kind: 'text', mediaType: 'text/plain', text: '' } as const;
const sent = (
  requestBody: string | null,
  kept: SentRequest['draft']['body'],
  requestBodyBytes: number | null,
): Sent => ({
  requestBody,
  requestBodyBytes,
  draft: { body: kept } as SentRequest['draft'],
});

const long = 'a'.repeat(1_000_000);

test.each<[string, Sent, ReturnType<typeof sentText>]>([
  ['no body', sent(null, { kind: 'none' }, null), { text: null, isWhole: true }],
  ['a short one', sent('abc', { ...body, text: 'abc' }, 3), { text: 'abc', isWhole: true }],
  [
    'a long text, which its draft keeps whole',
    sent(long, { ...body, text: `${long}bc` }, 1_000_002),
    { text: `${long}bc`, isWhole: true },
  ],
  ['a long text whose file is gone', sent(long, body, 1_000_002), { text: long, isWhole: false }],
  [
    'a long form',
    sent(long, { kind: 'form', mediaType: 'multipart/form-data', fields: [] }, 2_000_000),
    { text: long, isWhole: false },
  ],
  ['as much as is kept', sent(long, { kind: 'none' }, 1_000_000), { text: long, isWhole: true }],
  ['one that was sent before its size was kept', sent(long, { kind: 'none' }, null), { text: long, isWhole: false }],
])('shows %s', (_what, input, expected) => {
  expect(sentText(input)).toEqual(expected);
});
