import { type CurlBody, type CurlPart, curlCommand } from '../curl/writeCurl.ts';
import { fileName } from './documents.ts';
import { NoteList, Place } from './notes.ts';
import type { PortableBody, PortableCollection } from './portable.ts';
import { requestsIn } from './tree.ts';
import { graphqlText, urlEncodedText, wireOf } from './wire.ts';
import { isMultipart, safeFileName, type WrittenFiles } from './writing.ts';

const usualRedirects = 20;

/** Writes every request of a collection as a curl command for a POSIX shell, one after the other, with secrets masked. */
export function writeCurl(collection: PortableCollection): WrittenFiles {
  const notes = new NoteList();
  const commands = requestsIn(collection).map((found) => {
    const place = new Place(notes, found.path);
    const wire = wireOf(found, place);
    const { settings } = found.request;
    const redirects = settings.followRedirects === true ? (settings.maxRedirects ?? usualRedirects) : null;
    const { method, url, headers } = wire;
    return `${commentOf(found.path.slice(1).join(' / '))}\n${curlCommand({ method, url, headers, body: curlBody(wire.body), redirects })}\n`;
  });
  return { files: [{ path: `${safeFileName(collection.name)}.sh`, text: commands.join('\n') }], notes: notes.notes };
}

/** A comment, which also a name that begins as a command does must stay. */
function commentOf(name: string): string {
  const title = name.replace(/\s+/g, ' ');
  return /^\s*(?:curl|echo|printf|cat)\b/i.test(title) ? `# (${title})` : `# ${title}`;
}

function curlBody(body: PortableBody): CurlBody | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'text':
      return { kind: 'text', text: body.text };
    case 'graphql':
      return { kind: 'text', text: graphqlText(body) };
    case 'file':
      return { kind: 'file', fileName: fileName(body.path) };
    case 'form':
      if (!isMultipart(body)) return { kind: 'text', text: urlEncodedText(body.fields) };
      return { kind: 'parts', parts: body.fields.map(partOf) };
  }
}

function partOf(field: Extract<PortableBody, { kind: 'form' }>['fields'][number]): CurlPart {
  const isFile = field.file !== undefined;
  return {
    name: field.name,
    fileName: isFile ? fileName(field.file?.path ?? '') : null,
    text: isFile ? null : field.value,
    contentType: field.mediaType ?? null,
    headers: [],
  };
}
