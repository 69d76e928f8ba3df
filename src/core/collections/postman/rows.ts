import { isObject, own } from '../../json/value.ts';
import { headerLines } from '../content.ts';
import { readRows } from '../members.ts';
import type { Place } from '../notes.ts';
import { fieldOf, parameterOf, variableOf } from '../parts.ts';
import type { PortableField, PortableParameter, PortableVariable } from '../portable.ts';
import { postmanRow, postmanVariable } from './schemas.ts';

/** A description, which is a text or an object with one. */
export function descriptionOf(value: unknown): string {
  const written = isObject(value) ? own(value, 'content') : value;
  return typeof written === 'string' ? written : '';
}

interface Switch {
  readonly disabled?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

export const isOn = ({ disabled, enabled }: Switch): boolean => disabled !== true && enabled !== false;

/** Headers as a list of rows, or as one text of lines. */
export function headersOf(value: unknown, place: Place): PortableParameter[] {
  return fieldsOf(value, place).map((field) => ({ ...field, in: 'header' }));
}

export function fieldsOf(value: unknown, place: Place): PortableField[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string')
    return headerLines(value).map(({ name, value: content, enabled }) => fieldOf(name, content, { enabled }));
  if (!Array.isArray(value)) {
    place.say('The headers are neither a list nor a text; they were left out.');
    return [];
  }
  // Old exports hold headers as `Name: value` texts as well.
  const rows = value.flatMap((row) => (typeof row === 'string' ? headerLines(row).map(asRow) : [row]));
  return readRows(postmanRow, rows, place, 'headers')
    .filter(({ key, value: content }) => (key ?? '') !== '' || (content ?? '') !== '')
    .map((row) =>
      fieldOf(row.key ?? '', row.value ?? '', { enabled: isOn(row), description: descriptionOf(row.description) }),
    );
}

const asRow = ({ name, value, enabled }: { name: string; value: string; enabled: boolean }) => ({
  key: name,
  value,
  disabled: !enabled,
});

export function queryOf(rows: readonly unknown[], place: Place, decode: (text: string) => string): PortableParameter[] {
  return readRows(postmanRow, rows, place, 'query parameters').map((row) =>
    parameterOf('query', decode(row.key ?? ''), decode(row.value ?? ''), {
      enabled: isOn(row),
      description: descriptionOf(row.description),
    }),
  );
}

/** Variables; one of an object or list is kept as JSON text. */
export function variablesOf(rows: readonly unknown[] | null | undefined, place: Place): PortableVariable[] {
  return readRows(postmanVariable, rows, place, 'variables').flatMap((row) => {
    const name = row.key ?? row.id ?? row.name ?? '';
    if (name === '') {
      place.say('A variable without a name was left out.');
      return [];
    }
    if (descriptionOf(row.description) !== '') place.say(`The description of the variable “${name}” was left out.`);
    const secret = row.type === 'secret';
    return [variableOf(name, variableText(row.value), { enabled: isOn(row), secret })];
  });
}

export function variableText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
