import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One step of the schema, in the file that ships with this version. */
export interface Migration {
  /** File name without `.sql`, for example `0003_vault`. */
  readonly name: string;
  /** SHA-256 of the text, line ends as LF. */
  readonly checksum: string;
  readonly sql: string;
}

/** What `_migrations` remembers of a step. */
export interface Applied {
  readonly name: string;
  readonly checksum: string;
}

const pattern = /^(\d{4})_[a-z0-9_]+\.sql$/;

function readMigration(directory: string, file: string): Migration {
  const sql = readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n');
  return { name: file.slice(0, -'.sql'.length), checksum: createHash('sha256').update(sql).digest('hex'), sql };
}

/** The migrations of a directory of `NNNN_name.sql`, in order. Two with one number are a defect, and so is any other .sql file. */
export function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const numbers = files.map((file) => pattern.exec(file)?.[1]);
  const stray = files[numbers.indexOf(undefined)];
  if (stray) throw new Error(`${stray} is not named NNNN_name.sql`);
  if (new Set(numbers).size !== numbers.length) throw new Error(`Two migrations in ${directory} share a number`);
  return files.map((file) => readMigration(directory, file));
}
