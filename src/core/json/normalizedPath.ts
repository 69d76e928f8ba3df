const escapes: Record<string, string> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: the standard escapes them
const escaped = /[\u0000-\u001f'\\]/g;

/** The one way to write a place as JSONPath (RFC 9535 section 2.7): `$['items'][3]['name']`. */
export function normalizedPath(location: readonly (string | number)[]): string {
  return `$${location.map((step) => (typeof step === 'number' ? `[${step}]` : `['${escapeName(step)}']`)).join('')}`;
}

function escapeName(name: string): string {
  return name.replace(escaped, (sign) => escapes[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
