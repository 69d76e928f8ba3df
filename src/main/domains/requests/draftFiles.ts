import { readFile, rm } from 'node:fs/promises';
import type { TenantId } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import type { StoredFile } from '#contract/transfer.ts';
import { concreteType, isTextual } from '#core/http/mediaType.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { holdsAny, joined, type KeptFile, type KeptFiles } from './keptFiles.ts';
import { redactDraft } from './redact.ts';
import { type FoundFiles, recordCharacters } from './writeBody.ts';

type Body = RequestDraft['body'];
type File = Pick<Extract<Body, { kind: 'file' }>, 'mediaType' | 'data' | 'stored' | 'leftOut' | 'elsewhere'>;

/** Longest text file that is looked through for secrets before it is sent. */
export const sentFileBytes = 20_000_000;

/** The files of a body: the body itself, and those of its fields. */
export function filesOf(body: Body): File[] {
  if (body.kind === 'file') return [body];
  return body.kind === 'form' ? body.fields.flatMap(({ file }) => file ?? []) : [];
}

type Content = Pick<File, 'data' | 'stored' | 'leftOut'>;

/** The same body with another content for each of its files. */
async function withContents(body: Body, contentOf: (file: File) => Promise<Content>): Promise<Body> {
  if (body.kind === 'file') return { ...body, ...(await contentOf(body)) };
  if (body.kind !== 'form') return body;
  const fields = body.fields.map(async (field) =>
    field.file === undefined ? field : { ...field, file: { ...field.file, ...(await contentOf(field.file)) } },
  );
  return { ...body, fields: await Promise.all(fields) };
}

/** What of a draft is kept in files: where they are, and the draft with the content of text files up to `readBytes`. */
export async function findFiles(
  kept: KeptFiles,
  tenantId: TenantId,
  draft: RequestDraft,
  readBytes: number,
): Promise<{ files: FoundFiles; draft: RequestDraft }> {
  const { body } = draft;
  const named = [...filesOf(body), ...(body.kind === 'text' ? [body] : [])].flatMap(({ stored }) => stored ?? []);
  if (named.length === 0) return { files: new Map(), draft };
  const found = await Promise.all(named.map(({ id }) => kept.find(tenantId, id)));
  const files: FoundFiles = new Map(found.flatMap((file) => (file === null ? [] : [[file.id, file]])));
  const isRead = ({ mediaType }: File, { bytes }: KeptFile) =>
    bytes <= readBytes && mediaType !== '' && isTextual(concreteType(mediaType));
  const read = await withContents(body, async (file) => {
    const at = file.data === '' && file.stored !== undefined ? files.get(file.stored.id) : undefined;
    if (at === undefined || !isRead(file, at)) return { data: file.data };
    return { data: (await readFile(at.path)).toString('base64') };
  });
  return { files, draft: { ...draft, body: read } };
}

/** Joins a body of several files in one, for as long as the work takes: what signs it must know it whole, and a redirect may send it twice. */
export async function withJoinedBody<T>(
  { files }: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
  work: (prepared: PreparedRequest) => Promise<T>,
): Promise<T> {
  const pieces = prepared.built.body?.pieces ?? null;
  if (pieces === null || prepared.outgoing !== null) return work(prepared);
  const file = await files.keep(actor.tenantId, joined(pieces));
  try {
    return await work({ ...prepared, outgoing: file });
  } finally {
    await rm(file.path, { force: true });
  }
}

/**
 * The draft as the history keeps it: without secrets, and with what is long in files of its own, from where it is opened again whole. A
 * file that shows a secret is left out, and the draft says so.
 */
export async function keepDraft(
  { files }: Pick<RequestsContext, 'files'>,
  { tenantId }: Actor,
  { draft, read, judge }: PreparedRequest,
  secrets: readonly string[],
): Promise<RequestDraft> {
  const redacted = redactDraft(read, { judge, secrets });
  const { body } = redacted;
  if (body.kind === 'text') {
    if (body.text.length <= recordCharacters) return withoutStored(redacted);
    const { id, bytes } = await files.keep(tenantId, [Buffer.from(body.text)]);
    await files.hold(tenantId, id);
    return { ...redacted, body: { ...body, text: '', stored: { id, bytes } } };
  }
  const given = new Set(filesOf(draft.body).flatMap(({ data, stored }) => (data === '' && stored ? stored.id : [])));
  return {
    ...redacted,
    body: await withContents(body, async (file) => {
      if (file.leftOut) return leftOut;
      const isGiven = file.stored !== undefined && given.has(file.stored.id);
      const stored = isGiven ? file.stored : await keepLong(files, tenantId, file);
      if (stored === undefined) return { data: file.data, stored };
      const found = await files.find(tenantId, stored.id);
      if (found !== null && (await holdsAny(found, secrets))) return leftOut;
      await files.hold(tenantId, stored.id);
      return { data: '', stored };
    }),
  };
}

const leftOut: Content = { data: '', stored: undefined, leftOut: true };

function withoutStored(draft: RequestDraft): RequestDraft {
  if (draft.body.kind !== 'text') return draft;
  const { stored: _, ...body } = draft.body;
  return { ...draft, body };
}

async function keepLong(files: KeptFiles, tenantId: TenantId, { data }: File): Promise<StoredFile | undefined> {
  if (data.length <= recordCharacters) return undefined;
  const { id, bytes } = await files.keep(tenantId, [Buffer.from(data, 'base64')]);
  return { id, bytes };
}

/** The draft with a text that its record keeps in a file. Where the file is gone, the draft still says what is missing. */
export async function withKeptText(files: KeptFiles, tenantId: TenantId, draft: RequestDraft): Promise<RequestDraft> {
  const { body } = draft;
  if (body.kind !== 'text' || body.stored === undefined || body.text !== '') return draft;
  const found = await files.find(tenantId, body.stored.id);
  if (found === null) return draft;
  const { stored: _, ...bare } = body;
  return { ...draft, body: { ...bare, text: await readFile(found.path, 'utf8') } };
}
