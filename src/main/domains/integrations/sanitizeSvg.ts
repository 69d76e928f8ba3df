import sanitizeHtml from 'sanitize-html';

const gradients = ['linearGradient', 'radialGradient'];
const shapes = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'];
const allowedTags = ['svg', 'g', 'defs', 'stop', 'clipPath', 'mask', 'title', 'desc', ...shapes, ...gradients];
// Without `use`: a few nested ones stand for billions of shapes.

const presentation = [
  ...[
    'fill',
    'fill-opacity',
    'fill-rule',
    'clip-path',
    'clip-rule',
    'mask',
    'opacity',
    'color',
    'display',
    'visibility',
  ],
  ...['stroke', 'stroke-width', 'stroke-opacity', 'stroke-linecap', 'stroke-linejoin', 'stroke-miterlimit'],
  ...['stroke-dasharray', 'stroke-dashoffset', 'stop-color', 'stop-opacity'],
];
const geometry = [
  ...[
    'id',
    'd',
    'x',
    'y',
    'x1',
    'y1',
    'x2',
    'y2',
    'cx',
    'cy',
    'r',
    'rx',
    'ry',
    'fx',
    'fy',
    'points',
    'width',
    'height',
  ],
  ...['viewBox', 'preserveAspectRatio', 'transform', 'offset', 'gradientUnits', 'gradientTransform', 'spreadMethod'],
  ...['clipPathUnits', 'maskUnits', 'maskContentUnits', 'pathLength', 'version', 'href', 'xlink:href'],
];
const allowedAttributes = new Set([...presentation, ...geometry]);

const local = /^#[\w.-]+$/;
/** A reference inside a value must lead to an element of the same file. Escapes could spell anything, so none pass. */
const harmless = (value: string): boolean =>
  !/[\\<>"]|&#|[\p{Cc}]/u.test(value.replaceAll(/[\t\n\r]/g, ' ')) &&
  !/url|expression|import|script|data:/i.test(value.replaceAll(/url\(\s*'?#[\w.-]+'?\s*\)/g, ''));

/**
 * An SVG with nothing in it but shapes and colours: no script, style sheet, handler, animation, foreign content,
 * entity or address outside the file. Undefined where the bytes are no SVG.
 */
export function sanitizeSvg(bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  if (text === undefined || !/^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE\s[^[>]*>\s*)*<svg[\s>/]/i.test(text))
    return undefined;
  if (/<!ENTITY/i.test(text)) return undefined;
  const clean = sanitizeHtml(text, options).trim();
  return clean.startsWith('<svg') && clean.endsWith('>') ? clean : undefined;
}

const options: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes: { '*': ['xmlns', ...allowedAttributes] },
  allowedSchemes: [],
  allowedSchemesAppliedToAttributes: [],
  allowProtocolRelative: false,
  disallowedTagsMode: 'completelyDiscard',
  nonTextTags: ['script', 'style', 'foreignObject'],
  nestingLimit: 64,
  parseStyleAttributes: false,
  enforceHtmlBoundary: false,
  selfClosing: [...shapes, 'stop'],
  parser: { xmlMode: true, decodeEntities: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
  transformTags: {
    a: 'g',
    switch: 'g',
    '*': (tagName, attribs) => ({ tagName, attribs: cleanAttributes(tagName, attribs) }),
  },
};

function cleanAttributes(tagName: string, attribs: Record<string, string>): Record<string, string> {
  const styled = [...declarations(attribs.style ?? ''), ...Object.entries(attribs)];
  const kept = styled.filter(([name, value]) => allowedAttributes.has(name) && isAllowed(tagName, name, value));
  const root = tagName === 'svg' ? [['xmlns', 'http://www.w3.org/2000/svg'] as const] : [];
  return Object.fromEntries([...root, ...kept].map(([name, value]) => [name === 'xlink:href' ? 'href' : name, value]));
}

function isAllowed(tagName: string, name: string, value: string): boolean {
  if (/href$/.test(name)) return gradients.includes(tagName) && local.test(value);
  return harmless(value);
}

/** Colours and strokes written as a style attribute, as the attributes that they stand for. */
function declarations(style: string): [string, string][] {
  return style.split(';').flatMap((declaration): [string, string][] => {
    const [name = '', value = ''] = declaration.split(':', 2).map((part) => part.trim());
    return presentation.includes(name) ? [[name, value]] : [];
  });
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
