/** Px at 100 %, for a page in points of 1/72 inch. */
export const pixelsPerPoint = 96 / 72;

/** Of a page, in points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Px for a point, or as wide as there is room. */
export type Zoom = number | 'fit';

export type ZoomStep = 'in' | 'out' | 'actual' | 'fit';

export const zoomKeys: Readonly<Record<string, ZoomStep>> = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  '0': 'actual',
  w: 'fit',
};

const [least, most, step] = [0.2 * pixelsPerPoint, 6 * pixelsPerPoint, 1.25];
/** Px beside a page: the room at both sides and the scroll bar. */
const beside = 40;

const within = (scale: number): number => Math.max(least, Math.min(most, scale));

/** The scale at which a page is as wide as there is room. */
export const fitting = ({ width }: PageSize, room: number): number => within((room - beside) / width);

export function stepped(to: ZoomStep, scale: number): Zoom {
  if (to === 'fit') return 'fit';
  if (to === 'actual') return pixelsPerPoint;
  return within(to === 'in' ? scale * step : scale / step);
}

/** Pixels of a canvas beyond which browsers draw nothing, or take memory that nobody has. */
const mostPixels = 16_777_216;

/** Pixels of the screen for a px, fewer where the page would be too large to draw. */
export function sharpness({ width, height }: PageSize, scale: number, ratio: number): number {
  return Math.min(ratio, Math.sqrt(mostPixels / (width * scale * height * scale)));
}

/** Px between two pages. */
export const gap = 12;

export interface PageLayout {
  /** Px of all pages. */
  readonly height: number;
  /** Px from the top to a place, in pages: 2.5 is the middle of the third page. */
  offsetOf(place: number): number;
  /** The place at so many px from the top. */
  placeAt(offset: number): number;
  /** Pages of which a part lies between two offsets. */
  between(from: number, to: number): readonly number[];
}

/** Pages below each other. */
export function layOut(count: number, sizeOf: (page: number) => PageSize, scale: number): PageLayout {
  const tops = [0];
  for (let page = 0; page < count; page += 1) tops.push((tops[page] ?? 0) + sizeOf(page).height * scale + gap);
  const topOf = (page: number) => tops[Math.max(0, Math.min(count, page))] ?? 0;
  const pageAt = (offset: number) => {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (topOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const partAt = (page: number, offset: number) => (offset - topOf(page)) / (topOf(page + 1) - topOf(page));
  return {
    height: topOf(count),
    offsetOf: (place) => {
      const page = Math.floor(place);
      return topOf(page) + (place - page) * (topOf(page + 1) - topOf(page));
    },
    placeAt: (offset) => {
      const page = pageAt(offset);
      return page + Math.max(0, Math.min(0.999, partAt(page, offset)));
    },
    between: (from, to) => {
      const [start, end] = [pageAt(from), pageAt(to)];
      return Array.from({ length: end - start + 1 }, (_, at) => start + at);
    },
  };
}
