import { isSame } from '#core/edit/edit.ts';

const longest = 300;

/** `displayName` as "Display name". */
export function fieldWords(name: string): string {
  const words = name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value in a line or some; of an object or list only what differs from the other value. */
export function valueWords(value: unknown, other: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return cut(String(value));
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : cut(value.map((each) => plain(each)).join(', '));
  const old = typeof other === 'object' && other !== null ? other : {};
  const differing = Object.entries(value).filter(([name, each]) => !isSame(each, Reflect.get(old, name)));
  return differing.length === 0
    ? 'without the rest'
    : cut(
        differing.map(([name, each]) => `${fieldWords(name)}: ${valueWords(each, Reflect.get(old, name))}`).join('; '),
      );
}

const plain = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);
