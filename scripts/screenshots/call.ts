import type { Page } from '@playwright/test';

/** What a route that makes something answers with, at least. */
export interface Made {
  readonly id: string;
}

/** Calls a route of the console as the page does. */
export async function call<T = Made>(page: Page, route: string, input?: object): Promise<T> {
  const answer = await page.evaluate(
    async ({ path, body }) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`/rpc/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { ok: response.ok, text: await response.text() };
    },
    { path: route, body: input === undefined ? {} : { json: input } },
  );
  if (!answer.ok) throw new Error(`${route}: ${answer.text}`);
  return JSON.parse(answer.text).json;
}
