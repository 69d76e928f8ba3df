import type { SentRequest } from '#contract/requests.ts';
import { streamKind } from '#core/http/eventLog.ts';
import { essence, isXml } from '#core/http/mediaType.ts';
import { languageOfMediaType } from '#renderer/ui/code/index.ts';

/** How a body is shown: by what it is, as text that is formatted where that can be done, as text as it came, or as its bytes. */
export type BodyMode = 'tree' | 'text' | 'raw' | 'events' | 'table' | 'preview' | 'pdf' | 'jwt' | 'image' | 'hex';

/** What a person chose to see of responses. It stays while tabs and panels change, and for the next response. */
export interface ResponseView {
  readonly tab: string;
  /** How bodies are shown, by media type. */
  readonly modes: Readonly<Record<string, BodyMode>>;
  /** Long lines are wrapped. */
  readonly wrap: boolean;
}

/** Largest body that is shown as a tree, and as text in the editor; bytes. Longer ones are read row by row. */
export const treeLimit = 5_000_000;
export const editorLimit = 1_000_000;
const pictureLimit = 50_000_000;

/** What browsers draw by themselves. */
const pictures = /^image\/(png|apng|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)$/;

/** Values separated by commas, tabs or semicolons. */
const tables = /^(text|application)\/(csv|tab-separated-values|tsv|x-csv)$|^application\/vnd\.ms-excel\+csv$/;

type Shown = Pick<NonNullable<SentRequest['response']>, 'mediaType' | 'bytes' | 'textual'>;

/** The ways to show a body; what is neither text nor a picture is shown as its bytes. */
export function waysToShow(
  { mediaType, bytes, textual }: Shown,
  whole: boolean,
): { modes: readonly BodyMode[]; first: BodyMode } {
  const type = essence(mediaType ?? '');
  if (streamKind(mediaType) !== null) return { modes: ['events', 'raw', 'hex'], first: 'events' };
  const language = languageOfMediaType(mediaType);
  if (whole && language === 'json') {
    const modes: BodyMode[] = bytes <= editorLimit ? ['tree', 'text', 'raw', 'hex'] : ['tree', 'raw', 'hex'];
    return { modes, first: bytes <= treeLimit ? 'tree' : 'raw' };
  }
  if (tables.test(type)) return { modes: ['table', 'raw', 'hex'], first: 'table' };
  if (whole && type === 'text/html') return { modes: ['raw', 'preview', 'hex'], first: 'raw' };
  if (whole && bytes <= editorLimit && isXml(type) && textual && !pictures.test(type))
    return { modes: ['text', 'raw', 'hex'], first: 'text' };
  if (whole && type === 'application/pdf') return { modes: ['pdf', 'raw', 'hex'], first: 'pdf' };
  if (/^application\/(.+\+)?jwt$/.test(type)) return { modes: ['jwt', 'raw', 'hex'], first: 'jwt' };
  const isPicture = whole && bytes <= pictureLimit && pictures.test(type);
  if (isPicture) return { modes: textual ? ['image', 'raw', 'hex'] : ['image', 'hex'], first: 'image' };
  return { modes: ['raw', 'hex'], first: textual ? 'raw' : 'hex' };
}

const longestLine = 5_000;

/** Whether the editor stays quick with it: its lines are what costs, however short the whole is. */
export function suitsEditor(text: string): boolean {
  if (text.length > 2 * editorLimit) return false;
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    if ((end < 0 ? text.length : end) - from > longestLine) return false;
    if (end < 0) return true;
    from = end + 1;
  }
  return true;
}
