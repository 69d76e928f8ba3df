import { isSecretName, mask, type Redactor } from '#main/http/index.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** Headers without secrets: those that the redactor knows, and the whole value where the name alone says that it is one. */
export function redactHeaders(headers: Pairs, redactor: Redactor): { name: string; value: string }[] {
  return redactor.headers(headers).map(([name, value]) => ({ name, value: hideNamed(name, value) }));
}

/** An address without secrets, in the same way. */
export function redactUrl(url: string, redactor: Redactor): string {
  return redactor
    .url(url)
    .replace(/([?&])([^=&#]+)=([^&#]+)/g, (_whole, start: string, name: string, value: string) => {
      return `${start}${name}=${hideNamed(decode(name), value)}`;
    });
}

function hideNamed(name: string, value: string): string {
  return isSecretName(name) && value !== '' && !value.includes(mask) ? mask : value;
}

function decode(text: string): string {
  return new URLSearchParams(text).keys().next().value ?? text;
}
