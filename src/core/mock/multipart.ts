/** A part of a multipart body as it came. */
export interface ReceivedPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly contentType: string | null;
  readonly text: string;
}

const mostParts = 1_000;

/** The parts of a multipart body (RFC 2046, section 5.1.1; RFC 7578); null where it has no boundary, or does not end. */
export function readMultipart(contentType: string, body: Uint8Array): ReceivedPart[] | null {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return null;
  const [, ...pieces] = `\r\n${latin(body)}`.split(`\r\n--${boundary}`);
  if (pieces.at(-1)?.startsWith('--') !== true) return null;
  return pieces.slice(0, Math.min(pieces.length - 1, mostParts)).map(readPart);
}

/** A character a byte; a `TextDecoder` for latin1 is one for windows-1252. */
function latin(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return text;
}

function readPart(piece: string): ReceivedPart {
  const start = piece.replace(/^[ \t]*\r\n/, '');
  const end = start.indexOf('\r\n\r\n');
  const head = end === -1 ? '' : `\r\n${start.slice(0, end)}`;
  const content = start.slice(end === -1 ? 2 : end + 4);
  const disposition = headerOf(head, 'content-disposition') ?? '';
  return {
    name: utf8(wordOf(disposition, 'name') ?? ''),
    fileName: wordOf(disposition, 'filename') ?? null,
    contentType: headerOf(head, 'content-type') ?? null,
    text: utf8(content),
  };
}

function headerOf(head: string, name: string): string | undefined {
  const lines = head.split('\r\n').filter((line) => line.toLowerCase().startsWith(`${name}:`));
  return lines[0]?.slice(name.length + 1).trim();
}

/** Quotes within are written `%22` (WHATWG) or with a backslash. */
function wordOf(disposition: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(disposition) ?? [];
  return (quoted?.replace(/\\(.)/g, '$1') ?? bare)?.replaceAll('%22', '"').replaceAll('%0D%0A', '\n');
}

const utf8 = (text: string): string => new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0)));
