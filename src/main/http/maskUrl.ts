import { isSecretName } from './isSecretName.ts';

/** What stands where a secret was in a URL; signs that stay as they are in one. */
const masked = '****';

/** A URL as it may be kept and shown: without user name and password, and with the values of parameters that name a secret masked. */
export function maskUrl(address: string): string {
  const url = new URL(address);
  const parameters = [...url.searchParams];
  const hides = parameters.some(([name]) => isSecretName(name) || extra.test(name));
  if (!hides && url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  if (hides) {
    const kept = parameters.map(([name, value]) => [name, isSecretName(name) || extra.test(name) ? masked : value]);
    url.search = new URLSearchParams(kept).toString();
  }
  return url.href;
}

/** Names that hide something in the address of a document, and in a request may be anything: a signed link's above all. */
const extra = /^(key|auth|sig|pwd|code|access|jwt|sas|x-amz-(credential|signature|security-token))$/i;
