import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { sessionKeyItem, sessionRefusalItem } from '#contract/loopback.ts';
import { contentSecurityPolicy } from '../pages/headers.ts';
import { signedOutPage, signedOutScript } from './signedOutPage.ts';

/** Storage of a page, as the HTML standard has it. */
function storage(entries: Record<string, string>) {
  const items = new Map(Object.entries(entries));
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

interface Browser {
  readonly key?: string;
  readonly session?: Record<string, string>;
  /** Whether the console gives the cookie back. */
  readonly ok?: boolean;
}

const now = 1_750_000_000_000;
const otherwise = 'The console is running, but this browser is not signed in.';

/** Runs the script of the page, and says what it did. */
async function opened({ key, session = {}, ok = true }: Browser) {
  const sessionStorage = storage(session);
  const calls: [url: string, init: { method: string; headers: object; body: string }][] = [];
  const main = { hidden: true };
  const reason = { textContent: otherwise };
  let reloads = 0;
  const page = {
    sessionStorage,
    localStorage: storage(key === undefined ? {} : { [sessionKeyItem]: key }),
    document: { querySelector: (selector: string) => ({ main, '#reason': reason })[selector] },
    location: {
      reload: () => {
        reloads += 1;
      },
    },
    fetch: async (...call: (typeof calls)[number]) => {
      calls.push(call);
      return { ok };
    },
    Date: { now: () => now },
  };
  await new Script(signedOutScript).runInNewContext(page);
  return {
    calls,
    reloads,
    shown: !main.hidden,
    reason: reason.textContent,
    left: Object.fromEntries(sessionStorage.items),
  };
}

const restoring = [
  '/session',
  { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"key":"the-key"}' },
];

describe('the page of a browser without a session', () => {
  test('gives a key that the page still has for the cookie, and begins again', async () => {
    const { calls, reloads, shown, left } = await opened({ key: 'the-key' });
    expect([calls, reloads, shown]).toEqual([[restoring], 1, false]);
    expect(left).toEqual({ 'patchbay.restored': String(now) });
  });

  test.each<[string, Browser, string, number]>([
    ['there is no key', {}, otherwise, 0],
    ['the key opens nothing any more', { key: 'the-key', ok: false }, otherwise, 1],
    [
      'a link was refused, whatever key there is',
      { key: 'the-key', session: { [sessionRefusalItem]: 'This link was already used.' } },
      'This link was already used.',
      0,
    ],
    [
      'the cookie came back a moment ago and is gone again',
      { key: 'the-key', session: { 'patchbay.restored': String(now - 4_999) } },
      'This browser blocks the console’s cookies. Allow cookies for this address.',
      0,
    ],
  ])('says why where %s', async (_, browser, reason, asked) => {
    const page = await opened(browser);
    expect([page.shown, page.reason, page.calls.length, page.reloads]).toEqual([true, reason, asked, 0]);
    expect(page.left).not.toHaveProperty(sessionRefusalItem);
  });

  test('tries again after a while', async () => {
    const { reloads } = await opened({ key: 'the-key', session: { 'patchbay.restored': String(now - 5_000) } });
    expect(reloads).toBe(1);
  });

  test('holds nothing that the policy of pages refuses', () => {
    expect(contentSecurityPolicy).toContain("script-src 'self'");
    expect(
      [...signedOutPage.matchAll(/<script([^>]*)>([^<]*)/g)].map(([, attributes, text]) => [attributes, text]),
    ).toEqual([[' src="/signed-out.js"', '']]);
    expect(signedOutPage).not.toMatch(/\son\w+=|https?:\/\/|javascript:/);
  });
});
