/**
 * The charset that an XML or HTML document declares in its first bytes (XML 1.0, 4.3.3; HTML standard, 13.2.3.2), lower case; null
 * where it declares none or is of another type.
 */
export function declaredCharset(mediaType: string, start: Uint8Array): string | null {
  const text = Buffer.from(start).toString('latin1');
  const isXml = /[/+]xml$/.test(mediaType);
  const isHtml = mediaType === 'text/html' || mediaType === 'application/xhtml+xml';
  const found = (isXml || isHtml ? inXml(text) : null) ?? (isHtml ? inHtml(text) : null);
  // A declaration that could be read as single bytes is none of UTF-16 (HTML standard).
  return found?.startsWith('utf-16') ? 'utf-8' : found;
}

function inXml(text: string): string | null {
  const declaration = /^\s*<\?xml\s[^>]*?encoding\s*=\s*(?:"([\w.:-]+)"|'([\w.:-]+)')/i.exec(text);
  return (declaration?.[1] ?? declaration?.[2])?.toLowerCase() ?? null;
}

function inHtml(text: string): string | null {
  const visible = text.replace(/<!--[\s\S]*?(-->|$)/g, '');
  for (const [tag] of visible.matchAll(/<meta[\s/][^>]*>/gi)) {
    const charset = /[\s/"';]charset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(tag)?.[1];
    if (charset !== undefined) return charset.toLowerCase();
  }
  return null;
}
