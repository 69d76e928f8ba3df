/**
 * Percent-encoding (RFC 3986 section 2). `none` leaves only unreserved characters; `query` and `path` also leave the
 * reserved ones that mean nothing special there (`allowReserved`), and triplets that are encoded already.
 */
export type Reserve = 'none' | 'query' | 'path' | 'raw';

/** `&`, `+`, `#`, `[` and `]` would change a query's meaning even where reserved characters are allowed. */
const reservedInQuery = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|3D)/gi;
const reservedInPath = /%(?:3A|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/gi;

export function percentEncode(text: string, reserve: Reserve): string {
  if (reserve === 'raw') return text;
  if (reserve === 'none') return strict(text);
  return text
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part, index) => (index % 2 === 1 ? part : lenient(part, reserve)))
    .join('');
}

/** Text that stands in a path template already: only what no URL may hold is encoded. */
export function encodeTemplate(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~:/@!$&'()*+,;=%]+/g, strict);
}

function strict(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lenient(text: string, reserve: 'query' | 'path'): string {
  const kept = reserve === 'query' ? reservedInQuery : reservedInPath;
  return strict(text).replace(kept, (triplet) => decodeURIComponent(triplet));
}
