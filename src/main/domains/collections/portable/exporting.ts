import type { exportFormats } from '#contract/collections.ts';
import type { EnvironmentId, GroupId } from '#contract/common.ts';
import type { Variable } from '#contract/environments.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { readAddress } from '#core/collections/address.ts';
import { writeHar } from '#core/collections/har/write.ts';
import { writeOpenApi } from '#core/collections/openapi/write.ts';
import { writeOpenCollection } from '#core/collections/openCollection/write.ts';
import type {
  PortableAuth,
  PortableBody,
  PortableCollection,
  PortableEnvironment,
  PortableFolder,
  PortableGroup,
  PortableNote,
  PortableRequest,
  PortableVariable,
} from '#core/collections/portable.ts';
import { writePostman } from '#core/collections/postman/write.ts';
import { writeCurl } from '#core/collections/toCurl.ts';
import type { WrittenFiles } from '#core/collections/writing.ts';
import { mask } from '#core/http/secretJudge.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { CollectionsContext } from '../context.ts';
import { draftOf } from '../drafts.ts';
import { listExamples } from '../examples.ts';
import { groupChain, readGroup } from '../groups.ts';
import { readLists } from '../rows.ts';
import { siblingsIn } from '../siblings.ts';
import { requireSaved } from '../table.ts';

type Format = (typeof exportFormats)[number];

interface ExportInput {
  readonly id: GroupId;
  readonly format: Format;
  readonly environmentId?: EnvironmentId | undefined;
}

const writers: Readonly<Record<Format, (collection: PortableCollection) => WrittenFiles>> = {
  postman: writePostman,
  openCollection: writeOpenCollection,
  har: writeHar,
  openapi: writeOpenApi,
  curl: writeCurl,
};

/** Writes a collection or folder for other tools, without secrets. Throws NOT_FOUND. */
export function exportGroup(context: CollectionsContext, actor: Actor, { id, format, environmentId }: ExportInput) {
  const exporter = new Exporter(context, actor);
  const collection = exporter.collection(id, environmentId ?? null);
  const written = writers[format](collection);
  return {
    files: written.files.map(({ path, text }) => ({ path, text })),
    notes: [...exporter.notes, ...written.notes].map(({ path, message }) => ({ path: [...path], message })),
  };
}

class Exporter {
  readonly notes: PortableNote[] = [];
  private readonly context: CollectionsContext;
  private readonly actor: Actor;
  private readonly r: Reader;

  constructor(context: CollectionsContext, actor: Actor) {
    this.context = context;
    this.actor = actor;
    this.r = context.store.read;
  }

  /** A folder becomes a collection of its own, with what it takes on from those above. */
  collection(id: GroupId, environmentId: EnvironmentId | null): PortableCollection {
    const above = groupChain(this.r, this.actor, id).slice(0, -1);
    const own = this.group(id, []);
    const auth = [...above].reverse().find((group) => group.auth.kind !== 'inherit');
    const inherited = own.auth.kind === 'inherit' && auth ? this.auth(auth.auth, [own.name]) : own.auth;
    const environments = environmentId === null ? [] : [this.environment(environmentId)];
    return {
      ...own,
      auth: inherited,
      headers: [...above.flatMap(({ headers }) => headers.map(headerOf)), ...own.headers],
      environments,
    };
  }

  private environment(id: EnvironmentId): PortableEnvironment {
    const { name, color, isGlobal, variables } = this.context.variables.listEnvironment(this.actor, id);
    return { name, color, isGlobal, variables: variables.map(variableOf) };
  }

  private group(id: GroupId, path: readonly string[]): PortableGroup {
    const group = readGroup(this.r, this.actor, id);
    const here = [...path, group.name];
    const {
      name,
      description,
      headers,
      scripts,
      followRedirects,
      maxRedirects,
      timeoutSeconds,
      httpVersion,
      useCookies,
    } = group;
    return {
      name,
      description,
      variables: this.context.variables.listVariables(this.actor, { kind: 'group', id }).map(variableOf),
      auth: this.auth(group.auth, here),
      headers: headers.map(headerOf),
      settings: { followRedirects, maxRedirects, timeoutSeconds, httpVersion, useCookies },
      scripts,
      items: siblingsIn(this.r, this.actor, id).map((item): PortableFolder | PortableRequest =>
        item.kind === 'group' ? { kind: 'folder', ...this.group(item.id, here) } : this.request(item.id, here),
      ),
    };
  }

  private request(id: Parameters<typeof requireSaved>[2], path: readonly string[]): PortableRequest {
    const record = requireSaved(this.r, this.actor, id);
    const draft = draftOf(record, readLists(this.r, this.actor.tenantId, { requestId: id }));
    const here = [...path, record.name];
    const { followRedirects, maxRedirects, timeoutSeconds, httpVersion, useCookies } = draft;
    const { base, query } = readAddress(this.address(draft));
    const typed = draft.parameters.flatMap(({ name, in: place, value, enabled, description = '' }) =>
      place === 'querystring' ? [] : [{ name, in: place, value: textOf(value), enabled, description }],
    );
    return {
      kind: 'request',
      name: record.name,
      description: record.description,
      method: draft.method,
      url: base,
      parameters: [...query, ...typed],
      body: bodyOf(draft.body),
      auth: this.auth(draft.auth, here, draft.connectionId !== null),
      variables: draft.variables.map((variable) => ({ ...variable, secret: variable.value.includes(mask) })),
      settings: { followRedirects, maxRedirects, timeoutSeconds, httpVersion, useCookies },
      scripts: draft.scripts,
      assertions: draft.assertions,
      captures: draft.captures,
      examples: listExamples(this.r, this.actor, { id }).map(({ headers, ...example }) => ({
        ...example,
        headers: headers.map(headerOf),
      })),
    };
  }

  /** The whole address: other tools know no base URL of an integration. */
  private address({ url, server, integrationId }: RequestDraft): string {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) || url.startsWith('{{')) return url;
    const integration = integrationId === null ? undefined : findRecord(this.r, this.actor.tenantId, integrationId);
    const base = (server ?? integration?.baseUrl ?? '').replace(/\/+$/, '');
    return `${base}${url === '' || /^[/?#]/.test(url) ? '' : '/'}${url}`;
  }

  private auth(auth: RequestDraft['auth'], path: readonly string[], hasConnection = false): PortableAuth {
    if (auth.kind !== 'connection') return auth;
    if (hasConnection) this.notes.push({ path, message: 'Its connection was left out: it authenticates here alone.' });
    return { kind: 'none' };
  }
}

const headerOf = ({
  name,
  value,
  enabled = true,
  description = '',
}: {
  name: string;
  value: string;
  enabled?: boolean;
  description?: string | undefined;
}) => ({
  name,
  value,
  enabled,
  description,
});

/** What is secret, or read from elsewhere, goes without its value. */
const variableOf = ({ name, kind, value, enabled }: Variable): PortableVariable => ({
  name,
  value: kind === 'plain' ? value : '',
  enabled,
  secret: kind !== 'plain',
});

const textOf = (value: RequestDraft['parameters'][number]['value']): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function bodyOf(body: RequestDraft['body']): PortableBody {
  switch (body.kind) {
    case 'none':
    case 'graphql':
      return body;
    case 'text':
      return { kind: 'text', mediaType: body.mediaType, text: body.text };
    case 'file':
      return { kind: 'file', mediaType: body.mediaType, path: body.elsewhere ?? body.name };
    case 'form':
      return {
        kind: 'form',
        mediaType: body.mediaType,
        fields: body.fields.map(({ name, value, enabled, description = '', file, mediaType }) => ({
          name,
          value,
          enabled,
          description,
          ...(file && { file: { path: file.elsewhere ?? file.name } }),
          ...(mediaType !== undefined && { mediaType }),
        })),
      };
  }
}
