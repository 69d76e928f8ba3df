import type { NoticeEvent } from '#contract/events.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import type { Reader } from '#main/store/index.ts';
import type { ConnectionRow } from './table.ts';

interface News {
  readonly level: NoticeEvent['level'];
  /** What happened to it, as the rest of a sentence. */
  readonly what: string;
  readonly body: string;
}

/** A notice about a connection for everyone in its tenant; a private one is not named. */
export function noticeOf(
  r: Reader,
  { tenantId, integrationId, name, visibility, id }: ConnectionRow,
  { level, what, body }: News,
): Omit<NoticeEvent, 'type'> {
  const integration = findRecord(r, tenantId, integrationId)?.displayName ?? 'an integration';
  const isPrivate = visibility === 'private';
  const title = isPrivate ? `A private connection of ${integration} ${what}` : `${name} (${integration}) ${what}`;
  return { tenantId, level, title, body, path: isPrivate ? '/connections' : `/connections/${id}` };
}
