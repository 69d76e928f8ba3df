import { readShell } from '../curl/shellWords.ts';
import { curlCommand } from '../curl/writeCurl.ts';
import type { WrittenRequest } from './request.ts';
import { powerShellQuoted } from './texts.ts';

/** A command line of Windows has 32,767 characters; a longer text goes through a file. */
const longestText = 20_000;

/** The same command for PowerShell 7.3 and newer, which hands words over as they are written. */
export function curlPowerShellCode(request: WrittenRequest): string {
  const { body } = request;
  if (body?.kind !== 'text' || body.text.length <= longestText) return command(request);
  const made = `[IO.File]::WriteAllText("$PWD/body", ${powerShellQuoted(body.text)})`;
  return `${made}\n${command({ ...request, body: { kind: 'file', fileName: 'body' } })}`;
}

function command(request: WrittenRequest): string {
  const [, ...words] = readShell(curlCommand(request)).words;
  return ['curl.exe', ...words.map((word) => (/^[\w./:-]+$/.test(word) ? word : powerShellQuoted(word)))].join(
    ' `\n  ',
  );
}
