import type { RunOptions } from '#contract/runs.ts';
import { dataFormatOf, readDataRows } from '#core/runs/dataRows.ts';
import { decodeText } from '#core/textEncoding.ts';

export interface DataFile extends NonNullable<RunOptions['data']> {
  readonly name: string;
}

/** Reads a file of data. */
export async function readDataFile(file: File): Promise<DataFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decodeText(bytes)?.text ?? (await file.text());
  return { name: file.name, text, format: dataFormatOf(file.name, text) };
}

export interface DataPreview {
  readonly columns: readonly string[];
  /** The first rows, a text for each column. */
  readonly rows: readonly (readonly string[])[];
  readonly total: number;
}

const rowsShown = 5;
const columnsShown = 8;

/** The first rows and how many there are; null where it cannot be read, which main says why when it is used. */
export function previewOf(data: Pick<DataFile, 'format' | 'text'>): DataPreview | null {
  const read = readDataRows(data);
  if ('problem' in read) return null;
  const { rows } = read;
  const first = rows.slice(0, rowsShown);
  const columns = [...new Set(first.flatMap((row) => Object.keys(row)))].slice(0, columnsShown);
  return { columns, rows: first.map((row) => columns.map((name) => textOf(row[name]))), total: rows.length };
}

const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
