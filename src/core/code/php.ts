import {
  fileNameOf,
  fitsForm,
  isUntyped,
  partLines,
  settableHeaders,
  type WrittenPart,
  type WrittenRequest,
} from './request.ts';
import { indented, singleQuoted } from './texts.ts';

export function phpCode(request: WrittenRequest): string {
  const s = singleQuoted;
  const { method, url, body, redirects } = request;
  const lines = settableHeaders(request).map(({ name, value }) => s(value === '' ? `${name};` : `${name}: ${value}`));
  const isOwn = body?.kind === 'parts' && !fitsArray(body.parts);
  const type = isOwn ? ['"Content-Type: multipart/form-data; boundary=$boundary"'] : [];
  const headers = [...lines, ...type, ...(isUntyped(request) ? [s('Content-Type:')] : [])].map((line) => `${line},`);
  const content = {
    text: () => (body?.kind === 'text' ? [`CURLOPT_POSTFIELDS => ${s(body.text)},`] : []),
    file: () => (body?.kind === 'file' ? [`CURLOPT_POSTFIELDS => file_get_contents(${s(body.fileName)}),`] : []),
    parts: () => {
      if (body?.kind !== 'parts') return [];
      if (isOwn) return ['CURLOPT_POSTFIELDS => $form,'];
      return ['CURLOPT_POSTFIELDS => [', ...indented(body.parts.map(phpPart), '    '), '],'];
    },
  };
  return [
    '<?php',
    '',
    ...(isOwn ? phpForm(body.parts) : []),
    `$curl = curl_init(${s(url)});`,
    'curl_setopt_array($curl, [',
    ...indented(
      [
        `CURLOPT_CUSTOMREQUEST => ${s(method)},`,
        ...(method === 'HEAD' ? ['CURLOPT_NOBODY => true,'] : []),
        ...(headers.length === 0 ? [] : ['CURLOPT_HTTPHEADER => [', ...indented(headers, '    '), '],']),
        ...(body === null ? [] : content[body.kind]()),
        ...(redirects === null ? [] : ['CURLOPT_FOLLOWLOCATION => true,', `CURLOPT_MAXREDIRS => ${redirects},`]),
        'CURLOPT_RETURNTRANSFER => true,',
      ],
      '    ',
    ),
    ']);',
    '$response = curl_exec($curl);',
    "echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $response, PHP_EOL;",
  ].join('\n');
}

/** An array holds a name once, and says no more of a text than its name. */
const fitsArray = (parts: readonly WrittenPart[]): boolean =>
  parts.every(fitsForm) && new Set(parts.map(({ name }) => name)).size === parts.length;

/** A form that an array cannot say, as it goes over the wire. */
function phpForm(parts: readonly WrittenPart[]): string[] {
  const s = singleQuoted;
  const lines = parts.flatMap((part) => [
    '$form .= "--$boundary\\r\\n";',
    ...partLines(part).map((line) => `$form .= ${s(line)} . "\\r\\n";`),
    `$form .= "\\r\\n" . ${part.text === null ? `file_get_contents(${s(fileNameOf(part))})` : s(part.text)} . "\\r\\n";`,
  ]);
  return ['$boundary = bin2hex(random_bytes(16));', "$form = '';", ...lines, '$form .= "--$boundary--\\r\\n";', ''];
}

function phpPart(part: WrittenPart): string {
  const s = singleQuoted;
  const { name, text, contentType } = part;
  const type = contentType === null ? '' : `, ${s(contentType)}`;
  if (text === null) return `${s(name)} => new CURLFile(${s(fileNameOf(part))}${type}),`;
  if (part.fileName === null && contentType === null) return `${s(name)} => ${s(text)},`;
  return `${s(name)} => new CURLStringFile(${s(text)}, ${s(part.fileName ?? '')}${type}),`;
}
