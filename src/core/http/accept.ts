import { essence } from './mediaType.ts';

interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * Of what is offered, what a header `Accept` wants most: by quality, then by the order of the offer (RFC 9110, section 12.5.1). Without a
 * header the first; undefined where nothing of it is acceptable. An offer that is a range itself takes whatever lies within it.
 */
export function bestAccepted<T>(
  accept: string | undefined,
  offers: readonly T[],
  typeOf: (offer: T) => string,
): T | undefined {
  const ranges = rangesOf(accept ?? '');
  if (ranges.length === 0) return offers[0];
  const rated = offers.map((offer) => ({ offer, quality: qualityOf(ranges, essence(typeOf(offer))) }));
  return rated.toSorted((a, b) => b.quality - a.quality).find(({ quality }) => quality > 0)?.offer;
}

function rangesOf(accept: string): Range[] {
  return accept.split(',').flatMap((each) => {
    const type = essence(each);
    const quality = Number(/;\s*q\s*=\s*([\d.]+)/i.exec(each)?.[1] ?? 1);
    return type === '' ? [] : [{ type, quality: Number.isNaN(quality) ? 1 : quality }];
  });
}

/** The most specific range that covers the type decides. */
function qualityOf(ranges: readonly Range[], type: string): number {
  const main = type.split('/')[0] ?? '';
  for (const fits of [(range: string) => range === type, (range: string) => range === `${main}/*`, isAny]) {
    const found = ranges.filter((range) => fits(range.type));
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality));
  }
  const within = ranges.filter(
    (range) => isAny(type) || (type.endsWith('/*') && range.type.startsWith(type.slice(0, -1))),
  );
  return Math.max(0, ...within.map(({ quality }) => quality));
}

const isAny = (range: string): boolean => range === '*/*';
