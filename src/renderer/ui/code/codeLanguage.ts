import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import type { Extension } from '@codemirror/state';
import { essence } from '#core/http/mediaType.ts';

/** What a text is written in. `xml` and `text` are shown without highlighting. */
export type CodeLanguage = 'json' | 'yaml' | 'xml' | 'text';

/** The CodeMirror extension that knows the language. */
export function codeLanguage(language: CodeLanguage): Extension {
  switch (language) {
    case 'json':
      return json();
    case 'yaml':
      return yaml();
    case 'xml':
    case 'text':
      return [];
  }
}

/** The language of a media type, by its essence and structured suffix (RFC 6838, section 4.2.8). */
export function languageOfMediaType(mediaType: string | null): CodeLanguage {
  const type = essence(mediaType ?? '');
  if (/[/+](json|json5|x-ndjson)$/.test(type)) return 'json';
  if (/[/+](x-)?yaml$/.test(type)) return 'yaml';
  if (/[/+](xml|html)$/.test(type)) return 'xml';
  return 'text';
}
