interface Shown {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string | null;
}

/** The request as a command for a POSIX shell. */
export function curlOf({ method, url, headers, body }: Shown): string {
  const words = [
    `curl ${method === 'GET' && body === null ? '' : `-X ${quote(method)} `}${quote(url)}`,
    ...headers.map(({ name, value }) => `-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quote(body)}`]),
  ];
  return words.join(' \\\n  ');
}

function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
