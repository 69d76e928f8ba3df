import type { Place } from '../notes.ts';
import type { PortableAuth, PortableField, PortableScripts, PortableSettings, PortableVariable } from '../portable.ts';
import { described, noteSecrets, plainAuth, writtenValue } from '../writing.ts';

export const rowOf = ({ name, value, enabled, description }: PortableField) => ({
  name,
  value,
  ...described(description),
  ...(!enabled && { disabled: true }),
});

export const headersOf = (headers: readonly PortableField[]) =>
  headers.length === 0 ? {} : { headers: headers.map(rowOf) };

/** The member `auth`; a request without it sends none. */
export function writeAuth(given: PortableAuth, place: Place): object {
  const auth = plainAuth(given);
  switch (auth.kind) {
    case 'inherit':
      return { auth: 'inherit' };
    case 'none':
      return {};
    case 'basic':
    case 'digest':
      return { auth: { type: auth.kind, username: auth.username, password: auth.password } };
    case 'bearer':
      return { auth: { type: 'bearer', token: auth.token } };
    case 'apiKey':
      if (auth.in !== 'cookie') {
        return { auth: { type: 'apikey', key: auth.name, value: auth.value, placement: auth.in } };
      }
      place.say('An API key in a cookie was left out.');
      return {};
    case 'awsSigV4': {
      const { kind: _, ...settings } = auth;
      return { auth: { type: 'awsv4', ...settings } };
    }
  }
}

export function writeVariables(variables: readonly PortableVariable[], place: Place): object {
  noteSecrets(variables, place);
  if (variables.length === 0) return {};
  return {
    variables: variables.map((variable) => ({
      name: variable.name,
      value: writtenValue(variable),
      ...(!variable.enabled && { disabled: true }),
    })),
  };
}

export function writeScripts({ before, after }: PortableScripts): object {
  const scripts = [
    ...(before === '' ? [] : [{ type: 'before-request', code: before }]),
    ...(after === '' ? [] : [{ type: 'after-response', code: after }]),
  ];
  return scripts.length === 0 ? {} : { scripts };
}

/** Times are in milliseconds. */
export function writeSettings(settings: PortableSettings, place: Place) {
  if (settings.httpVersion !== null) place.say('The version of HTTP was left out.');
  if (settings.useCookies !== null) place.say('Whether cookies are used was left out.');
  return {
    ...(settings.timeoutSeconds !== null && { timeout: Math.round(settings.timeoutSeconds * 1000) }),
    ...(settings.followRedirects !== null && { followRedirects: settings.followRedirects }),
    ...(settings.maxRedirects !== null && { maxRedirects: settings.maxRedirects }),
  };
}
