import { type ParsedHead, ResponseParser } from './responseParser.ts';

/** What a parser tells of a response. */
export interface Reading {
  readonly heads: ParsedHead[];
  readonly body: string;
  readonly end: { readonly trailers: [string, string][]; readonly rest: number } | null;
  /** What `close` says once all pieces came. */
  readonly whole: boolean;
  readonly notes: string[];
}

/** Each text is one piece of what comes, its characters bytes. */
export function read(pieces: readonly (string | Buffer)[], method = 'GET'): Reading {
  const heads: ParsedHead[] = [];
  let body = '';
  let end: Reading['end'] = null;
  const parser = new ResponseParser(method, {
    head: (head) => heads.push(head),
    data: (chunk) => {
      body += chunk.toString('latin1');
    },
    end: (trailers, rest) => {
      if (end !== null) throw new Error('ended twice');
      end = { trailers, rest };
    },
  });
  for (const piece of pieces) parser.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
  const whole = parser.close();
  return { heads, body, end, whole, notes: [...parser.notes] };
}

/** The only head of a response that begins with these lines. */
export const headOf = (lines: string, method?: string): ParsedHead => {
  const [head] = read([`${lines}\r\n\r\n`], method).heads;
  if (head === undefined) throw new Error('no head');
  return head;
};

export const ok = 'HTTP/1.1 200 OK\r\n';
export const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
export const lfAlone = 'Lines end with LF alone.';
