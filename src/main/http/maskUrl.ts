import { isSecretInAddress } from '#core/http/secretNames.ts';

/** What stands where a secret was in a URL; signs that stay as they are in one. */
const masked = '****';

/** A URL as it may be kept and shown: without user name and password, and with the values of parameters that name a secret masked. */
export function maskUrl(address: string): string {
  const url = new URL(address);
  const parameters = [...url.searchParams];
  const hides = parameters.some(([name]) => isSecretInAddress(name));
  if (!hides && url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  if (hides) {
    const kept = parameters.map(([name, value]) => [name, isSecretInAddress(name) ? masked : value]);
    url.search = new URLSearchParams(kept).toString();
  }
  return url.href;
}
