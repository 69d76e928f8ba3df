import Papa from 'papaparse';
import type { RunOptions } from '#contract/runs.ts';
import { decodeText } from '#core/textEncoding.ts';

export interface DataFile extends NonNullable<RunOptions['data']> {
  readonly name: string;
}

/** Reads a file of data. CSV and JSON are told apart by the name, else by how it begins. */
export async function readDataFile(file: File): Promise<DataFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decodeText(bytes)?.text ?? (await file.text());
  return { name: file.name, text, format: /\.csv$/i.test(file.name) || !/^\s*[[{]/.test(text) ? 'csv' : 'json' };
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
export function previewOf({ format, text }: Pick<DataFile, 'format' | 'text'>): DataPreview | null {
  const rows = format === 'csv' ? csvRows(text) : jsonRows(text);
  if (rows === null || rows.length === 0) return null;
  const first = rows.slice(0, rowsShown);
  const columns = [...new Set(first.flatMap((row) => Object.keys(row)))].slice(0, columnsShown);
  return { columns, rows: first.map((row) => columns.map((name) => textOf(row[name]))), total: rows.length };
}

const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

function csvRows(text: string): Record<string, unknown>[] {
  const options = { header: true, skipEmptyLines: 'greedy' } as const;
  return Papa.parse<Record<string, unknown>>(text.replace(/^\uFEFF/, ''), options).data.map(
    ({ __parsed_extra: _, ...row }) => row,
  );
}

function jsonRows(text: string): Record<string, unknown>[] | null {
  try {
    const read: unknown = JSON.parse(text);
    const rows: unknown[] = Array.isArray(read) ? read : [read];
    return rows.every(isRow) ? rows : null;
  } catch {
    return null;
  }
}

const isRow = (row: unknown): row is Record<string, unknown> =>
  typeof row === 'object' && row !== null && !Array.isArray(row);
