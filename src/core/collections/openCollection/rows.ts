import { isObject, own } from '../../json/value.ts';
import type { Capture } from '../assertions.ts';
import { captureOf } from '../expressions.ts';
import { readMembers, readRows } from '../members.ts';
import type { Place } from '../notes.ts';
import { fieldOf, joinedScripts, noSettings, variableOf } from '../parts.ts';
import type { PortableAuth, PortableField, PortableScripts, PortableSettings, PortableVariable } from '../portable.ts';
import { openAction, openAuth, openRow, openScript, openSettings } from './schemas.ts';

type Rows = readonly unknown[] | null | undefined;

/** Documentation is a text, or an object with one. */
export function docsOf(...values: readonly unknown[]): string {
  for (const value of values) {
    const written = isObject(value) ? own(value, 'content') : value;
    if (typeof written === 'string' && written !== '') return written;
  }
  return '';
}

/** A value is a text, a typed one with its `data`, or several to choose from. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const chosen = value.find((each) => own(each, 'selected') === true) ?? value[0];
    return valueText(own(chosen, 'value'));
  }
  if (isObject(value)) return own(value, 'data') !== undefined ? valueText(own(value, 'data')) : JSON.stringify(value);
  return String(value);
}

export function fieldsOf(rows: Rows, place: Place, what: string): PortableField[] {
  return readRows(openRow, rows, place, what).map((row) => fieldFrom(row));
}

/** Bruno's own exports say what is on, and the format what is off. */
const isOn = ({ disabled, enabled }: ReturnType<typeof openRow.parse>): boolean =>
  disabled !== true && enabled !== false;

export const fieldFrom = (row: ReturnType<typeof openRow.parse>): PortableField =>
  fieldOf(row.name ?? '', valueText(row.value), {
    enabled: isOn(row),
    description: docsOf(row.description),
  });

export function variablesOf(rows: Rows, place: Place): PortableVariable[] {
  return readRows(openRow, rows, place, 'variables')
    .filter(({ name }) => (name ?? '') !== '')
    .map((row) => {
      if (docsOf(row.description) !== '') place.say(`The description of the variable “${row.name}” was left out.`);
      const secret = row.secret === true;
      return variableOf(row.name ?? '', secret ? '' : valueText(row.value), { enabled: isOn(row), secret });
    });
}

/** Whose scripts are whose program’s is not said; those of Bruno use its own names. */
export function scriptsOf(rows: Rows, place: Place): PortableScripts {
  const scripts = readRows(openScript, rows, place, 'scripts');
  const of = (...types: readonly string[]) =>
    types.flatMap((type) => scripts.filter((script) => script.type === type).map(({ code }) => code));
  const known = ['before-request', 'after-response', 'tests'];
  for (const { type } of scripts)
    if (!known.includes(type ?? '')) place.say(`A script of the type “${type}” was left out.`);
  const read = {
    before: joinedScripts(...of('before-request')),
    after: joinedScripts(...of('after-response', 'tests')),
  };
  if (/\b(?:bru|res|req)\./.test(read.before + read.after)) {
    place.say('Its scripts use Bruno’s `bru`, `req` and `res`; they were taken over as they are and may need changes.');
  }
  return read;
}

export function settingsOf(value: unknown, place: Place): PortableSettings {
  const settings = readMembers(openSettings, value, place);
  return {
    ...noSettings,
    followRedirects: typeof settings.followRedirects === 'boolean' ? settings.followRedirects : null,
    maxRedirects: typeof settings.maxRedirects === 'number' ? settings.maxRedirects : null,
    // Milliseconds; zero leaves it to the program.
    timeoutSeconds: typeof settings.timeout === 'number' && settings.timeout > 0 ? settings.timeout / 1000 : null,
  };
}

export function capturesOf(rows: Rows, place: Place): Capture[] {
  return readRows(openAction, rows, place, 'actions').flatMap((action) => {
    if (action.type !== 'set-variable' || (action.phase ?? 'after-response') !== 'after-response') {
      place.say(`An action of the type “${action.type}” was left out.`);
      return [];
    }
    return captureOf(action.variable?.name ?? '', action.selector?.expression ?? '', action.disabled !== true, place);
  });
}

const unheld: Readonly<Record<string, string>> = {
  oauth1: 'OAuth 1.0',
  oauth2: 'OAuth 2.0',
  ntlm: 'NTLM',
  wsse: 'WSSE',
};

/** `inherit` is written as a word; nothing at all is no authentication of a request, and that of the one above for a folder. */
export function readAuth(value: unknown, absent: 'none' | 'inherit', place: Place): PortableAuth {
  if (value === undefined || value === null || value === 'none') return { kind: absent };
  if (value === 'inherit') return { kind: 'inherit' };
  const auth = readMembers(openAuth, value, place);
  switch (auth.type) {
    case undefined:
      return { kind: absent };
    case 'basic':
    case 'digest':
      return { kind: auth.type, username: auth.username ?? '', password: auth.password ?? '' };
    case 'bearer':
      return { kind: 'bearer', token: auth.token ?? '', prefix: 'Bearer' };
    case 'apikey': {
      const where = auth.placement === 'query' ? 'query' : 'header';
      return { kind: 'apiKey', in: where, name: auth.key ?? '', value: auth.value ?? '' };
    }
    case 'awsv4':
      if ((auth.profileName ?? '') !== '') place.say('The AWS profile was left out.');
      return {
        kind: 'awsSigV4',
        accessKeyId: auth.accessKeyId ?? '',
        secretAccessKey: auth.secretAccessKey ?? '',
        sessionToken: auth.sessionToken ?? '',
        region: auth.region ?? '',
        service: auth.service ?? '',
      };
    default:
      place.say(
        `${unheld[auth.type] ?? `Authentication of the kind “${auth.type}”`} can’t be taken over; set it by hand.`,
      );
      return { kind: 'none' };
  }
}
