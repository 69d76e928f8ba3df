import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodiesPath } from '#contract/transfer.ts';
import { type ByteStream, createDownloads } from './downloads.ts';

const bytesOf = (text: string): ByteStream => ({ bytes: text.length, stream: Readable.from([text]) });
const tokenOf = (path: string) => path.slice(bodiesPath.length);

/** Steps of the clock and of its person, which may be set back as well. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('issue' as const) }),
  fc.record({ kind: fc.constant('open' as const), which: fc.nat({ max: 5 }) }),
  fc.record({
    kind: fc.constant('clock' as const),
    ms: fc.oneof(fc.constantFrom(1, 59_999, 60_000, -1, -60_000), fc.integer({ min: -90_000, max: 90_000 })),
  }),
);

test('an address works from the moment it is given out until a minute later, however the clock is set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      let at = 1_750_000_000_000;
      const downloads = createDownloads(() => at);
      const issued: { token: string; from: number; lives: boolean }[] = [];
      const age = () => {
        for (const each of issued) each.lives &&= at >= each.from && at < each.from + 60_000;
      };
      for (const each of steps) {
        if (each.kind === 'clock') at += each.ms;
        else if (each.kind === 'issue') {
          age();
          const name = String(issued.length);
          const { path } = downloads.issue(async () => bytesOf(name));
          issued.push({ token: tokenOf(path), from: at, lives: true });
        } else {
          age();
          const wanted = issued[each.which];
          const found = await downloads.open(wanted?.token ?? 'none');
          const text = found && (await found.stream.toArray()).join('');
          expect(text).toBe(wanted?.lives ? String(each.which) : null);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('an address cannot be guessed, and no two are the same', () => {
  const downloads = createDownloads(() => 0);
  const paths = Array.from({ length: 100 }, () => downloads.issue(async () => bytesOf('')).path);
  expect(new Set(paths).size).toBe(100);
  for (const path of paths) {
    expect(new URL(path, 'http://127.0.0.1').pathname).toBe(path);
    expect(Buffer.from(tokenOf(path), 'base64url')).toHaveLength(32);
  }
});

test('opens what it is for when it is fetched, each time anew, and answers nothing where that has gone', async () => {
  const downloads = createDownloads(() => 0);
  const opened: string[] = [];
  const token = tokenOf(
    downloads.issue(async () => {
      opened.push('now');
      if (opened.length > 2) throw new Error('The file has gone');
      return bytesOf('abc');
    }).path,
  );
  expect(opened).toEqual([]);
  expect([(await downloads.open(token))?.bytes, (await downloads.open(token))?.bytes]).toEqual([3, 3]);
  expect(await downloads.open(token)).toBeNull();
  expect(opened).toHaveLength(3);
});
