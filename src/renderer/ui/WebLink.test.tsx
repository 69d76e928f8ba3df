import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { webAddress } from '#core/http/webAddress.ts';
import { WebLink } from './WebLink.tsx';

const shown = (href: string) =>
  renderToStaticMarkup(
    <MantineProvider>
      <WebLink href={href}>the manual</WebLink>
    </MantineProvider>,
  );

const others = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript://example.com/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://example.com/1',
  'app://patchbay/index.html',
  'ms-msdt:/id',
  'view-source:https://example.com',
  'smb://host/share',
  '//example.com/docs',
  '/docs',
  'docs.html',
  '',
  'https://',
  'https://bank.example@evil.example/',
  'https://user:word@evil.example/',
];

describe('a link to an address that came from elsewhere', () => {
  it.each(['https://example.com/docs', 'http://127.0.0.1:8080/', 'HTTPS://EXAMPLE.COM'])('leads to %s', (href) => {
    expect(shown(href)).toContain(`href="${href}"`);
    expect(shown(href)).toContain('rel="noreferrer"');
  });

  it.each(others)('is text for %j', (href) => {
    expect(webAddress(href)).toBeNull();
    expect(shown(href)).not.toMatch(/href=|<a /);
    expect(shown(href)).toContain('the manual');
  });
});
