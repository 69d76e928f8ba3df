import type { Page } from '@playwright/test';
import { sessionKeyHeader, sessionKeyItem } from '../../src/contract/loopback.ts';

/** What a route that makes something answers with, at least. */
export interface Made {
  readonly id: string;
}

/** Calls a route of the console as the page does. */
export async function call<T = Made>(page: Page, route: string, input?: object): Promise<T> {
  const answer = await page.evaluate(
    async ({ path, body, header, item }) => {
      const headers = { 'content-type': 'application/json', [header]: localStorage.getItem(item) ?? '' };
      const response = await fetch(`/rpc/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { ok: response.ok, text: await response.text() };
    },
    {
      path: route,
      body: input === undefined ? {} : { json: input },
      header: sessionKeyHeader,
      item: sessionKeyItem,
    },
  );
  if (!answer.ok) throw new Error(`${route}: ${answer.text}`);
  return JSON.parse(answer.text).json;
}
