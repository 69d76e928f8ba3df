/** The value of JSON in UTF-8, with or without a byte order mark; null where it is none. */
export function parseJson(data: Uint8Array): { value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder().decode(data)) };
  } catch {
    return null;
  }
}
