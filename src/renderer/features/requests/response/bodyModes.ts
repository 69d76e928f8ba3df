import type { SentRequest } from '#contract/requests.ts';
import { essence } from '#core/http/mediaType.ts';
import { languageOfMediaType } from '#renderer/ui/code/index.ts';

/** How a body is shown: JSON as a tree, text that is formatted where that can be done, text as it came, a picture, or its bytes. */
export type BodyMode = 'tree' | 'text' | 'raw' | 'image' | 'hex';

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

type Shown = Pick<NonNullable<SentRequest['response']>, 'mediaType' | 'bytes' | 'textual'>;

/** The ways to show a body. `first` is null where a person must choose, since it is neither text nor a picture. */
export function waysToShow(
  { mediaType, bytes, textual }: Shown,
  whole: boolean,
): { modes: readonly BodyMode[]; first: BodyMode | null } {
  if (whole && bytes <= treeLimit && languageOfMediaType(mediaType) === 'json')
    return { modes: bytes <= editorLimit ? ['tree', 'text', 'raw', 'hex'] : ['tree', 'raw', 'hex'], first: 'tree' };
  const isPicture = whole && bytes <= pictureLimit && pictures.test(essence(mediaType ?? ''));
  if (isPicture) return { modes: textual ? ['image', 'raw', 'hex'] : ['image', 'hex'], first: 'image' };
  return { modes: ['raw', 'hex'], first: textual ? 'raw' : null };
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
