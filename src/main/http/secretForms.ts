/** Secrets from this length on are sought in every form; shorter ones in their raw form alone. */
const shortestEncoded = 4;
/** A base64 piece shorter than this occurs by chance too often to be sought. */
const shortestPiece = 6;

/**
 * The texts by which a secret can show up, longest first: raw, percent-encoded (three ways), JSON- and HTML-escaped, base64 and
 * base64url, whole and as a piece of something longer (in each of the three alignments).
 *
 * A secret of one to three characters protects nothing, yet is not written down: its raw form is sought everywhere. Its other forms
 * are not: two base64 characters stand in any text by chance, and masking them would ruin the text and tell nothing.
 */
export function secretForms(secret: string): string[] {
  if (secret === '') return [];
  const forms =
    secret.length < shortestEncoded ? [secret] : [secret, ...percent(secret), ...escaped(secret), ...base64(secret)];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function percent(secret: string): string[] {
  const component = encodeURIComponent(secret.toWellFormed());
  const strict = component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
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
  const pieces = [0, 1, 2].map((offset) => piece(bytes, offset)).filter((form) => form.length >= shortestPiece);
  const standard = [bytes.toString('base64'), ...pieces];
  const forUrl = standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const inUrl = standard.map((form) => encodeURIComponent(form));
  return [...standard, ...forUrl, ...forUrl.map((form) => form.replace(/=+$/, '')), ...inUrl];
}

/** The base64 characters that depend on the secret alone when it begins at this offset (0 to 2) of a three-byte group. */
function piece(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
