import type { DefinitionServer } from '#contract/openapi.ts';
import { fillServer } from '#core/openapi/index.ts';
import { hostOf } from './hostBinding.ts';

/** A server's absolute URL; a relative one is resolved against where the document came from, else against the base URL. */
export function serverUrl(
  server: DefinitionServer,
  { sourceUrl, baseUrl }: { sourceUrl: string | null; baseUrl: string },
  given?: Readonly<Record<string, string>>,
): URL | null {
  const url = URL.parse(fillServer(server, given).url, sourceUrl ?? baseUrl);
  return url !== null && /^https?:$/.test(url.protocol) && !/[{}]/.test(decodeURIComponentSafe(url.host)) ? url : null;
}

/** The hosts that a secret of the integration would be bound to: the base URL's and those of its servers. */
export function hostsOf(
  baseUrl: string,
  definition: { servers: readonly DefinitionServer[]; sourceUrl: string | null } | null,
): string[] {
  const base = URL.parse(baseUrl);
  const servers = (definition?.servers ?? []).map((server) =>
    serverUrl(server, { sourceUrl: definition?.sourceUrl ?? null, baseUrl }),
  );
  return [...new Set([base, ...servers].filter((url) => url !== null).map(hostOf))];
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
