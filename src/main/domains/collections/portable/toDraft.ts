import type { GroupId } from '#contract/common.ts';
import { type RequestDraft, requestDraft } from '#contract/requests.ts';
import type { PortableAuth, PortableBody, PortableRequest, PortableSettings } from '#core/collections/portable.ts';
import { typeOfFile } from '#core/curl/content.ts';

/** A request of another tool as a draft here; null where it is none, and what could not be taken over. */
export function draftOfPortable(
  request: PortableRequest,
  groupId: GroupId | null,
): { draft: RequestDraft | null; problems: string[] } {
  const { settings, scripts, assertions, captures } = request;
  const bounded = boundedSettings(settings);
  const { success, data, error } = requestDraft.safeParse({
    integrationId: null,
    operationKey: null,
    connectionId: null,
    server: null,
    groupId,
    method: request.method,
    url: request.url,
    parameters: request.parameters.map(({ name, value, enabled, description, in: place }) => ({
      name,
      in: place,
      value,
      enabled,
      ...described(description),
    })),
    body: bodyOf(request.body),
    auth: authOfPortable(request.auth),
    variables: request.variables.map(({ name, value, enabled }) => ({ name, value, enabled })),
    ...bounded.settings,
    scripts,
    assertions,
    captures,
  });
  if (success) return { draft: data, problems: [...bounded.problems, ...filesOf(request.body).map(chooseAgain)] };
  const [issue] = error.issues;
  const where = issue?.path.filter((part) => typeof part === 'string').join(' ') ?? '';
  return {
    draft: null,
    problems: [`It was left out: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'it is no request'}`],
  };
}

const described = (description: string) => (description === '' ? {} : { description });

/** Settings as the console takes them, for a request and for a group alike, and what is another than was said. */
export function boundedSettings(settings: PortableSettings): { settings: PortableSettings; problems: string[] } {
  const { maxRedirects: said } = settings;
  const most = said === null ? null : Math.min(mostRedirects, Math.max(0, Math.round(said)));
  return {
    settings: { ...settings, maxRedirects: most, timeoutSeconds: boundedSeconds(settings.timeoutSeconds) },
    problems: most === said ? [] : [`At most ${most} redirects are followed, where ${said} were said.`],
  };
}

const mostRedirects = 50;

const boundedSeconds = (seconds: number | null): number | null =>
  seconds === null || seconds <= 0 ? null : Math.min(3_600, Math.max(1, Math.round(seconds)));

const chooseAgain = (path: string) => `Choose the file ${path} again; its content does not travel.`;

function filesOf(body: PortableBody): string[] {
  if (body.kind === 'file') return body.path === '' ? [] : [body.path];
  return body.kind === 'form' ? body.fields.flatMap(({ file }) => file?.path ?? []) : [];
}

/** A file as a draft has it whose content is not here. */
const elsewhere = (path: string) => ({
  name: (path.split(/[\\/]/).at(-1) ?? '').slice(0, 255),
  data: '',
  ...(path !== '' && { elsewhere: path.slice(0, 4_096) }),
});

function bodyOf(body: PortableBody): unknown {
  if (body.kind === 'file') return { kind: 'file', mediaType: body.mediaType, ...elsewhere(body.path) };
  if (body.kind !== 'form') return body;
  return {
    ...body,
    fields: body.fields.map(({ name, value, enabled, description, file, mediaType }) => ({
      name,
      value,
      enabled,
      ...described(description),
      ...(mediaType !== undefined && file === undefined && { mediaType }),
      ...(file && { file: { ...elsewhere(file.path), mediaType: mediaType ?? typeOfFile(file.path) } }),
    })),
  };
}

/** How a request or group of another tool authenticates, as it is said here. */
export function authOfPortable(auth: PortableAuth): RequestDraft['auth'] {
  return auth.kind === 'none' ? { kind: 'connection' } : auth;
}
