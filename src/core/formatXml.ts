const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!(?:[^>[]|\[[^\]]*\])*>|<\/[^>]*>|<(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+|</g;

interface Element {
  /** Its first tag; empty for the whole document. */
  readonly open: string;
  close: string;
  readonly content: (Element | string)[];
  /** Text stands in it, so that spaces count. */
  hasText: boolean;
}

/** Levels beyond which nothing is formatted. */
const mostLevels = 300;

/**
 * XML with a line for each element and its content set in; null where its tags do not fit together. Nothing but space between tags
 * changes: where text stands in an element, or it says `xml:space="preserve"`, all within stays as it was sent.
 */
export function formatXml(text: string): string | null {
  const root = parse(text);
  if (root === null) return null;
  const lines: string[] = [];
  for (const part of root.content) write(part, 0, lines);
  return lines.join('\n');
}

function parse(text: string): Element | null {
  const root: Element = { open: '', close: '', content: [], hasText: false };
  const path: Element[] = [root];
  for (const [part] of text.matchAll(token)) {
    const current = path.at(-1);
    if (current === undefined) return null;
    if (part.startsWith('</')) {
      if (path.length === 1 || nameOf(part.slice(2)) !== nameOf(current.open.slice(1))) return null;
      current.close = part;
      path.pop();
    } else if (isTag(part)) {
      const element: Element = {
        open: part,
        close: '',
        content: [],
        hasText: /\sxml:space\s*=\s*["']preserve/.test(part),
      };
      current.content.push(element);
      if (!part.endsWith('/>')) path.push(element);
      if (path.length > mostLevels) return null;
    } else {
      current.hasText ||= part.startsWith('<![CDATA[') || (!part.startsWith('<') && part.trim() !== '');
      if (part === '<') return null;
      current.content.push(part);
    }
  }
  return path.length === 1 && !root.hasText ? root : null;
}

const isTag = (part: string) => /^<[^!?/]/.test(part);
const nameOf = (tag: string) => /^[^\s/>]*/.exec(tag)?.[0] ?? '';

function write(part: Element | string, level: number, lines: string[]): void {
  const indent = '  '.repeat(level);
  if (typeof part === 'string') {
    if (part.trim() !== '') lines.push(indent + part.trim());
    return;
  }
  const isEmpty = part.content.every((each) => typeof each === 'string' && each.trim() === '');
  if (part.hasText || isEmpty) {
    lines.push(indent + part.open + (part.hasText ? part.content.map(verbatim).join('') : '') + part.close);
    return;
  }
  lines.push(indent + part.open);
  for (const each of part.content) write(each, level + 1, lines);
  lines.push(indent + part.close);
}

function verbatim(part: Element | string): string {
  return typeof part === 'string' ? part : part.open + part.content.map(verbatim).join('') + part.close;
}
