import { percentEncoded } from '#core/percentEncoding.ts';

/** Secrets from this length on are sought in every form; shorter ones in their raw form alone. */
const shortestEncoded = 4;
/** A base64 piece shorter than this occurs by chance too often to be sought. */
const shortestPiece = 6;

/**
 * The texts by which a secret can show up: raw, percent-encoded (three ways), JSON- and HTML-escaped, base64 and
 * base64url, whole and as a piece of something longer (in each of the three alignments).
 *
 * A secret of one to three characters protects nothing, yet is not written down: its raw form is sought everywhere. Its other forms
 * are not: two base64 characters are in any text by chance, and masking them would ruin the text and tell nothing.
 */
export function secretForms(secret: string): string[] {
  if (secret === '') return [];
  if (secret.length < shortestEncoded) return [secret];
  return [secret, ...percent(secret), ...escaped(secret), ...base64(secret)];
}

function percent(secret: string): string[] {
  const component = encodeURIComponent(secret.toWellFormed());
  const strict = percentEncoded(secret);
  const url = encodeURI(secret.toWellFormed());
  const forms = [component, strict, url, strict.replaceAll('%20', '+'), component.replaceAll('%20', '+')];
  return forms.flatMap((form) => [form, form.replace(/%../g, (hex) => hex.toLowerCase())]);
}

function escaped(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[\u007f-\uffff]/g, unicode);
  const htmlSafe = ascii.replace(/[<>&']/g, unicode);
  const htmlText = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const html = htmlText.replaceAll('"', '&quot;');
  const forms = [json, ascii, htmlSafe, upperHex(ascii), upperHex(htmlSafe)];
  const slashed = forms.map((form) => form.replaceAll('/', '\\/'));
  return [...forms, ...slashed, htmlText, html, html.replaceAll("'", '&#39;'), html.replaceAll("'", '&#x27;')];
}

const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const upperHex = (text: string) => text.replace(/\\u[\da-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);

function base64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const pieces = [0, 1, 2].map((offset) => aligned(bytes, offset)).filter((form) => form.length >= shortestPiece);
  const standard = [bytes.toString('base64'), ...pieces];
  const forUrl = standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const inUrl = standard.map((form) => encodeURIComponent(form));
  return [...standard, ...forUrl, ...forUrl.map((form) => form.replace(/=+$/, '')), ...inUrl];
}

/**
 * The forms that survive folding: as it is, in hexadecimal, as a list of numbers, in base32, and in base64 in each of the three
 * alignments, of the text in UTF-8 and UTF-16, of what JSON and addresses make of it, and of its base64. Case, line breaks,
 * separators, quotes and escapes do not matter, since the text is folded in the same way.
 */
export function foldedForms(secret: string): Uint8Array[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const written = [...new Set([secret, json, encodeURIComponent(secret.toWellFormed())])].map((text) =>
    Buffer.from(text),
  );
  const twice = Buffer.from(bytes.toString('base64').replace(/=+$/, ''));
  const base64 = [...written, Buffer.from(secret, 'utf16le'), twice].flatMap((each) =>
    [0, 1, 2].map((offset) => aligned(each, offset)),
  );
  const base32 = [0, 1, 2, 3, 4].map((skipped) => base32After(skipped, bytes));
  const hex = bytes.toString('hex');
  const numbers = [hex, hex.replace(/../g, '0x$&'), bytes.join(',')];
  return [bytes, ...base32, ...[...numbers, ...base64, ...beyondAscii(secret)].map((text) => Buffer.from(text))];
}

/** Folding knows the case of ASCII letters alone, and no other way to write a character. */
function beyondAscii(secret: string): string[] {
  if (!/[^\0-\x7f]/.test(secret)) return [];
  const units = Array.from(secret, (char) => char.codePointAt(0));
  return [
    secret.toUpperCase(),
    secret.toLowerCase(),
    secret.normalize('NFC'),
    secret.normalize('NFD'),
    units.join(','),
  ];
}

/** The same of base32 (RFC 4648, section 6), after so many bits of the first byte that belong to the character before. */
function base32After(skipped: number, bytes: Buffer): Uint8Array {
  return Uint8Array.from({ length: Math.floor((bytes.length * 8 - skipped) / 5) }, (_, index) => {
    const bit = skipped + index * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    return base32Letters[(pair >> (11 - (bit & 7))) & 31] ?? 0;
  });
}

const base32Letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');

/** The base64 characters that depend on these bytes alone when they begin at this offset of a three-byte group. */
export function aligned(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
