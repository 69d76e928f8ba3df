import type { StreamEventRow } from '#contract/bodies.ts';
import { isJsonText } from '#core/json/exact.ts';
import { saveText } from '#renderer/ui/files.ts';

export type EventFormat = 'json' | 'ndjson';

/** Saves events to a file. */
export function exportEvents(events: readonly StreamEventRow[], format: EventFormat): void {
  const mediaType = format === 'json' ? 'application/json' : 'application/x-ndjson';
  saveText(`events.${format}`, eventsText(events, format), mediaType);
}

/** Events as JSON, or one a line. Data that is JSON stands in it as such, with its numbers as they were sent. */
export function eventsText(events: readonly StreamEventRow[], format: EventFormat): string {
  const texts = events.map(eventText);
  return format === 'ndjson' ? texts.map((text) => `${text}\n`).join('') : `[\n${texts.join(',\n')}\n]\n`;
}

function eventText({ seq, at, type, id, data }: StreamEventRow): string {
  const head = JSON.stringify({ seq, ms: at === null ? null : Math.round(at), type, id });
  return `${head.slice(0, -1)},"data":${isJsonText(data) ? data.replaceAll(/[\r\n]+/g, ' ') : JSON.stringify(data)}}`;
}
