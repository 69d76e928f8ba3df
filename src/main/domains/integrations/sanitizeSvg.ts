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
  ...['stop-color', 'stop-opacity'],
  // Without dashes: a short one on a long line stands for millions.
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
const references = /url\(\s*'?#([\w.-]+)'?\s*\)/g;
/** Functions that load nothing: colours and movements. Every other one is refused, since CSS gains new ones that do. */
const functions =
  /^(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|matrix|translate[XY]?|scale[XY]?|rotate|skew[XY]|calc|min|max|clamp)$/i;
/**
 * A reference inside a value must lead to an element of the same file, and nothing else may load or refer. Escapes and comments could
 * spell anything, so none pass.
 */
function harmless(value: string): boolean {
  if (/[\\<>"@{};]|&#|\/\*|[\p{Cc}]/u.test(value.replaceAll(/[\t\n\r]/g, ' '))) return false;
  const rest = value.replaceAll(references, '');
  if (/url|expression|import|script|data:|\/\//i.test(rest)) return false;
  return [...rest.matchAll(/([^\s,()]*)\s*\(/g)].every(([, name = '']) => functions.test(name));
}

/**
 * An SVG with nothing in it but shapes and colours: no script, style sheet, handler, animation, foreign content,
 * entity or address outside the file. Undefined where the bytes are no SVG, or where clips and masks make it one that no screen
 * draws in a moment.
 */
export function sanitizeSvg(bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  if (text === undefined || !/^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE\s[^[>]*>\s*)*<svg[\s>/]/i.test(text))
    return undefined;
  if (/<!ENTITY/i.test(text)) return undefined;
  const clean = sanitizeHtml(text, options).trim();
  return clean.startsWith('<svg') && clean.endsWith('>') && drawingCost(clean) <= mostCost ? clean : undefined;
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

const mostCost = 50_000;
/** A mask or a clip has a layer of its own, which costs what some shapes cost; a gradient is cheap. */
const layerCost = 8;
const gradientShare = 0.1;

interface Drawn {
  readonly tag: string;
  readonly id: string | undefined;
  readonly uses: readonly string[];
  readonly children: Drawn[];
}

/**
 * How many elements a cleaned SVG amounts to once every clip, mask and gradient is put where it is used: those that use others
 * multiply, so that 3 kB can stand for billions. Infinite where references go round in a circle.
 */
function drawingCost(clean: string): number {
  const root: Drawn = { tag: '', id: undefined, uses: [], children: [] };
  const byId = new Map<string, Drawn>();
  const open = [root];
  for (const [, closing, tag = '', attributes = '', single] of clean.matchAll(
    /<(\/?)([\w:]+)((?:[^>"]|"[^"]*")*?)(\/?)>/g,
  )) {
    if (closing) open.pop();
    else {
      const element = { tag, id: / id="([^"]*)"/.exec(attributes)?.[1], uses: usesOf(attributes), children: [] };
      open.at(-1)?.children.push(element);
      if (element.id !== undefined && !byId.has(element.id)) byId.set(element.id, element);
      if (!single) open.push(element);
    }
  }
  const known = new Map<Drawn, number>();
  const costOf = (element: Drawn, depth: number): number => {
    const before = known.get(element);
    if (before !== undefined) return before;
    // Whoever comes by here again while this is not known yet goes round in a circle.
    known.set(element, Number.POSITIVE_INFINITY);
    const inner = element.children.map((child) => (isDrawn(child) ? costOf(child, depth) : 0));
    const used = element.uses.map((id) => {
      const other = byId.get(id);
      if (other === undefined) return 0;
      if (depth === 0) return Number.POSITIVE_INFINITY;
      const cost = costOf(other, depth - 1);
      return gradients.includes(other.tag) ? cost * gradientShare : cost + layerCost;
    });
    const cost = [...inner, ...used].reduce((sum, one) => sum + one, 1);
    known.set(element, cost);
    return cost;
  };
  return costOf(root, 32);
}

const isDrawn = ({ tag }: Drawn): boolean => !['defs', 'clipPath', 'mask', ...gradients].includes(tag);

const usesOf = (attributes: string): string[] =>
  [...attributes.matchAll(/ (clip-path|mask|fill|stroke|href)="([^"]*)"/g)].flatMap(([, name, value = '']) =>
    name === 'href'
      ? [value.slice(1)]
      : [...value.replaceAll('&#39;', "'").matchAll(references)].flatMap(([, id]) => id ?? []),
  );
