const tags =
  'a|b|blockquote|br|code|dd|div|dl|dt|em|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul';
const endOfBlock = /<(br|hr)\s*\/?>|<\/(p|div|li|h[1-6]|tr|pre|blockquote|dd)>/gi;
const item = /<li\b[^<>]{0,200}>/gi;
const anyTag = new RegExp(`</?(?:${tags})\\b[^<>]{0,1000}>`, 'gi');
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * A description (CommonMark with HTML in it, as OpenAPI allows) as text to read: tags, emphasis and link targets go,
 * lines and lists stay. What only looks like a tag, such as `<id>`, stays too.
 */
export function plainText(description: string): string {
  return description
    .replace(endOfBlock, '\n')
    .replace(item, '• ')
    .replace(anyTag, '')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/!?\[([^\]\n]{1,300})\]\([^()\s]{1,1000}(?: "[^"\n]{0,300}")?\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)([^\n]{1,1000}?\S)\1/g, '$2')
    .replace(/^#{1,6} +/gm, '')
    .replace(/^[ \t]*[*-] +/gm, '• ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
