/** A browser without a screen: keeps cookies, follows redirects of the server, and fills in its plain forms. */
export interface Browser {
  open(url: string): Promise<Shown>;
  /** Sends the only form of a page, its hidden fields with what is typed. */
  submit(page: Shown, typed?: Record<string, string>): Promise<Shown>;
}

export interface Shown {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

export function createBrowser(): Browser {
  const jar = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}): Promise<Shown> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    const location = response.headers.get('location');
    if (location !== null) return go(new URL(location, url).href);
    return { url, status: response.status, text: await response.text() };
  };
  return {
    open: (url) => go(url),
    submit: (page, typed = {}) => {
      const action = attribute(/<form[^>]*action="([^"]*)"/.exec(page.text)?.[1] ?? page.url);
      const body = new URLSearchParams({ ...hiddenFields(page.text), ...typed });
      return go(new URL(action, page.url).href, { method: 'POST', body });
    },
  };
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  const value = pair.slice(at + 1);
  if (value === '') jar.delete(pair.slice(0, at));
  else jar.set(pair.slice(0, at), value);
}

function hiddenFields(html: string): Record<string, string> {
  const inputs = html.match(/<input[^>]*type="hidden"[^>]*>/g) ?? [];
  return Object.fromEntries(
    inputs.map((input) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      attribute(/value="([^"]*)"/.exec(input)?.[1] ?? ''),
    ]),
  );
}

const attribute = (text: string): string => text.replaceAll('&amp;', '&');
