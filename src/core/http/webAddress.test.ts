import { expect, test } from 'vitest';
import { webAddress } from './webAddress.ts';

test.each([
  'https://a.test/',
  'http://a.test:8080/x?y#z',
  'HTTPS://A.test',
  'http://127.0.0.1/',
  'http://[::1]/',
  'https://bücher.example/ä',
  'https://a.test/@b',
  'https://a.test/?u=c:d@e',
])('%s is a link', (address) => {
  expect(webAddress(address)).toBe(address);
});

// What the WHATWG URL parser makes of each is what a browser would open.
test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>1</script>',
  'vbscript:msgbox',
  'file:///etc/passwd',
  'blob:https://a.test/1',
  'view-source:https://a.test',
  'ftp://a.test/',
  'ws://a.test/',
  'mailto:a@b.test',
  'ms-settings:',
  'patchbay://oauth/callback',
  'https://bank.test@evil.test/',
  'https://bank.test:443@evil.test/',
  'https://:pw@evil.test/',
  'https://',
  'http:///',
  '//a.test/',
  '/a',
  'a.test',
  '#x',
  '',
  null,
  undefined,
])('%j is none', (address) => {
  expect(webAddress(address)).toBeNull();
});
