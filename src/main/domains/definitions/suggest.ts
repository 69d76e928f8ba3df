import { integrationId } from '#contract/common.ts';
import type { Review } from '#contract/definitions.ts';
import { Fault } from '#contract/fault.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { serverUrl } from '#core/openapi/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import { freeName } from '../integrations/index.ts';

/** Name and base URL to start a new integration with; the URL is empty where the definition does not say it. */
export function suggest(
  r: Reader,
  actor: Actor,
  report: DefinitionReport,
  sourceUrl: string | null,
): Review['suggestion'] {
  const title =
    report.title
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 110) || 'Untitled API';
  const place = { tenantId: actor.tenantId, id: integrationId.parse(uuidv7()) };
  const { servers } = report;
  const urls = servers.length > 0 ? servers.map((server) => absoluteUrl(server, sourceUrl)) : [originOf(sourceUrl)];
  const name = freeName(r, place, title);
  return { name, displayName: name, baseUrl: urls.find((url) => url !== '') ?? '' };
}

function absoluteUrl(server: DefinitionReport['servers'][number], sourceUrl: string | null): string {
  try {
    const url = serverUrl(server, sourceUrl === null ? {} : { definitionUrl: sourceUrl });
    return /^https?:\/\/[^/@]+(\/|$)/.test(url) && url.length <= 2_048 ? url : '';
  } catch (error) {
    if (error instanceof Fault) return '';
    throw error;
  }
}

const originOf = (url: string | null): string => (url === null ? '' : new URL(url).origin);
