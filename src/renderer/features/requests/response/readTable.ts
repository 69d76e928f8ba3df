import Papa, { type ParseResult, type Parser } from 'papaparse';

/** Separated values as rows of cells. */
export interface ParsedTable {
  readonly rows: readonly string[][];
  /** Cells of the longest row. */
  readonly columns: number;
  /** There are more rows. */
  readonly more: boolean;
}

const mostRows = 200_000;
const chunkCharacters = 256 * 1024;

/** Reads comma-, tab- or otherwise separated values (RFC 4180); the page may draw between the pieces. */
export function readTable(text: string, signal: AbortSignal): Promise<ParsedTable> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    let columns = 0;
    let more = false;
    Papa.parse<string[]>(text, {
      skipEmptyLines: true,
      chunkSize: chunkCharacters,
      chunk: ({ data }: ParseResult<string[]>, parser: Parser) => {
        for (const row of data) {
          if (rows.length === mostRows) more = true;
          else if (rows.push(row) > 0) columns = Math.max(columns, row.length);
        }
        if (more || signal.aborted) parser.abort();
        else {
          parser.pause();
          setTimeout(() => parser.resume());
        }
      },
      complete: () => (signal.aborted ? reject(signal.reason) : resolve({ rows, columns, more })),
    });
  });
}
