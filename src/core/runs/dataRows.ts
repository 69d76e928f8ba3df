import Papa from 'papaparse';

/** Which of the two a file of data is: by its name, else by how it begins. */
export const dataFormatOf = (name: string, text: string): 'csv' | 'json' =>
  /\.csv$/i.test(name) || !/^\s*[[{]/.test(text) ? 'csv' : 'json';

/** Values by name, of one iteration of a run. */
export type DataRow = Readonly<Record<string, unknown>>;

/** Why data cannot be read is part of a sentence. */
type Read = { readonly rows: readonly DataRow[] } | { readonly problem: string };

/** Reads what a run takes its data from: CSV, or a list of objects in JSON. */
export function readDataRows({ format, text }: { readonly format: 'csv' | 'json'; readonly text: string }): Read {
  const content = text.replace(/^\uFEFF/, '');
  const read = format === 'csv' ? csvRows(content) : jsonRows(content);
  return 'rows' in read && read.rows.length === 0 ? { problem: 'there is no row' } : read;
}

/** Stands before what was written in quotes: a noncharacter, which no text holds (Unicode 23.7). */
const quoted = '\u{FDD0}';

/**
 * RFC 4180, with the names in the first line. A row may end early, and what is beyond the last name has no name to be called by. A number
 * that was written without quotes is one, where it is written as JavaScript writes it (`7`, not `007`). Quotes also keep blanks around a value.
 */
function csvRows(text: string): Read {
  const content = text.replaceAll(quoted, '');
  const options = { header: true, skipEmptyLines: 'greedy' } as const;
  const { delimiter } = Papa.parse(content, { ...options, preview: 10 }).meta;
  const { data, errors } = Papa.parse<Record<string, unknown>>(withQuotesMarked(content, delimiter), {
    ...options,
    delimiter,
    transformHeader: (name) => name.replaceAll(quoted, '').trim(),
    transform: readValue,
  });
  const broken = errors.find(({ type }) => type !== 'Delimiter' && type !== 'FieldMismatch');
  if (broken !== undefined) return { problem: `${broken.message} (row ${(broken.row ?? 0) + 1})` };
  const rows = data.map(({ __parsed_extra: _, ...row }) => row);
  return { rows: rows.filter((row) => Object.values(row).some((value) => String(value).trim() !== '')) };
}

function withQuotesMarked(text: string, delimiter: string): string {
  const parts: string[] = [];
  let from = 0;
  let isInside = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    if (isInside) {
      // Two of them are one that belongs to the value.
      if (text.charAt(at + 1) === '"') at += 1;
      else isInside = false;
      continue;
    }
    // Blanks before a quote are none of the value's, and hide that it is quoted.
    const before = text.slice(from, at).replace(/ +$/, '');
    if (before === '' ? from === 0 : [delimiter, '\n', '\r'].includes(before.at(-1) ?? '')) {
      parts.push(before, '"', quoted);
      from = at + 1;
      isInside = true;
    }
  }
  return parts.join('') + text.slice(from);
}

function readValue(written: string): string | number {
  if (written.startsWith(quoted)) return written.slice(quoted.length);
  const text = written.trim();
  const number = Number(text);
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : text;
}

function jsonRows(text: string): Read {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'it is no JSON' };
  }
  const rows: unknown[] = Array.isArray(read) ? read : [read];
  return rows.every(isRow) ? { rows } : { problem: 'it is no list of objects' };
}

const isRow = (row: unknown): row is DataRow => typeof row === 'object' && row !== null && !Array.isArray(row);
