interface Searched {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string | undefined;
  readonly summary?: string | undefined;
  readonly tags?: readonly string[];
}

/** Lower case of everything that the list of operations is searched by. */
export function searchKey({ method, path, operationId = '', summary = '', tags = [] }: Searched): string {
  return [`${method} ${path}`, operationId, summary, ...tags].join('\n').toLowerCase();
}

/** The words of a search; all of them must be found. */
export function searchWords(text: string | undefined): string[] {
  return (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
