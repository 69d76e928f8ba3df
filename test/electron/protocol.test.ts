import { describe, expect, it } from 'vitest';
import { launchWindow } from './launch.ts';

async function pages() {
  const { answers, asked } = await launchWindow();
  const handle = answers['protocol app'] as unknown as (request: Request) => Promise<Response>;
  const get = (url: string, init?: RequestInit) => handle(new Request(url, init));
  return { get, asked };
}

describe('app://patchbay', () => {
  it('is a standard, secure scheme, registered before Electron is ready', async () => {
    const { asked } = await pages();
    const [[schemes]] = asked('registerSchemesAsPrivileged') as [[{ scheme: string; privileges: object }[]]];
    expect(schemes).toHaveLength(1);
    expect(schemes[0]).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } });
    expect(schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
  });

  it('serves the page, and its files with their types', async () => {
    const { get } = await pages();
    const page = await get('app://patchbay/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1];
    const file = await get(`app://patchbay${script}`);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('answers addresses of the console with the page, and missing files with 404', async () => {
    const { get } = await pages();
    const page = await (await get('app://patchbay/')).text();
    expect(await (await get('app://patchbay/integrations/0190-abc')).text()).toBe(page);
    expect((await get('app://patchbay/assets/missing.js')).status).toBe(404);
    expect((await get('app://patchbay/logos/missing.png')).status).toBe(404);
  });

  it('takes over files that a person chose, and knows no body without its address', async () => {
    const { get } = await pages();
    const answer = await get('app://patchbay/files', { method: 'POST', body: 'abc' });
    const id = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await answer.json()).toEqual({ id, bytes: 3 });
    expect((await get('app://patchbay/bodies/guessed')).status).toBe(404);
  });

  it('sends a policy without inline scripts, eval, frames or other hosts with every answer', async () => {
    const { get } = await pages();
    for (const url of ['app://patchbay/', 'app://patchbay/x', 'app://patchbay/missing.js', 'app://patchbay/%00']) {
      const { headers } = await get(url);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    'app://patchbay/..%2f..%2fpackage.json',
    'app://patchbay/%2e%2e/%2e%2e/package.json',
    'app://patchbay/assets/..%2f..%2f..%2fpackage.json',
    'app://patchbay/..%5c..%5cpackage.json',
    'app://patchbay/%252e%252e%252fpackage.json',
    'app://patchbay//etc/hosts.json',
    'app://patchbay/index.html%00.json',
    'app://patchbay/%c0%ae%c0%ae/package.json',
    'app://patchbay/%',
    'app://patchbay/logos/..%2f..%2fpatchbay.db',
    'app://patchbay/..%2frenderer-other/x.js',
  ])('gives nothing for %s', async (url) => {
    const answer = await (await pages()).get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it('knows one host and reads only', async () => {
    const { get } = await pages();
    expect((await get('app://other/')).status).toBe(404);
    expect((await get('app://patchbay/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});
