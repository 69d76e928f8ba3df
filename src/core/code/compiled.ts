import {
  fileNameOf,
  headersByName,
  partedType,
  partHeaders,
  settableHeaders,
  type WrittenPart,
  type WrittenRequest,
} from './request.ts';
import { doubleQuoted, indented, rustQuoted } from './texts.ts';

const q = doubleQuoted;
const tab = '\t';
const four = '    ';

export function goCode(request: WrittenRequest): string {
  const { method, url, body, redirects } = request;
  const host = settableHeaders(request).find(({ name }) => /^host$/i.test(name));
  const headers = settableHeaders(request).filter((header) => header !== host);
  const made = goBody(request);
  const libraries = ['fmt', 'io', 'net/http', ...made.libraries].toSorted();
  return [
    'package main',
    '',
    'import (',
    ...libraries.map((library) => `${tab}${q(library)}`),
    ')',
    '',
    'func check(err error) {',
    `${tab}if err != nil {`,
    `${tab}${tab}panic(err)`,
    `${tab}}`,
    '}',
    '',
    'func main() {',
    ...indented(
      [
        ...made.lines,
        `request, err := http.NewRequest(${q(method)}, ${q(url)}, ${made.content})`,
        'check(err)',
        ...headers.map(({ name, value }) => `request.Header.Add(${q(name)}, ${q(value)})`),
        ...(host === undefined ? [] : [`request.Host = ${q(host.value)}`]),
        ...(body?.kind === 'parts' ? ['request.Header.Set("Content-Type", form.FormDataContentType())'] : []),
        redirects === null
          ? 'client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}'
          : 'client := http.DefaultClient',
        'response, err := client.Do(request)',
        'check(err)',
        'defer response.Body.Close()',
        'text, err := io.ReadAll(response.Body)',
        'check(err)',
        'fmt.Println(response.StatusCode, string(text))',
      ],
      tab,
    ),
    '}',
  ].join('\n');
}

function goBody({ body }: WrittenRequest): { lines: string[]; content: string; libraries: string[] } {
  switch (body?.kind) {
    case undefined:
      return { lines: [], content: 'nil', libraries: [] };
    case 'text':
      return { lines: [], content: `strings.NewReader(${q(body.text)})`, libraries: ['strings'] };
    case 'file':
      return { lines: [`file, err := os.Open(${q(body.fileName)})`, 'check(err)'], content: 'file', libraries: ['os'] };
    case 'parts': {
      const reads = body.parts.some(({ text }) => text === null);
      const lines = body.parts.flatMap((part, index) => goPart(part, index + 1));
      const start = ['content := &bytes.Buffer{}', 'form := multipart.NewWriter(content)'];
      const libraries = ['bytes', 'mime/multipart', 'net/textproto', ...(reads ? ['os'] : [])];
      return { lines: [...start, ...lines, 'form.Close()'], content: 'content', libraries };
    }
  }
}

function goPart(part: WrittenPart, number: number): string[] {
  const headers = partHeaders(part).map(([name, value]) => `${q(name)}: {${q(value)}}`);
  const content = part.text === null ? `data${number}` : `[]byte(${q(part.text)})`;
  return [
    ...(part.text === null ? [`data${number}, err := os.ReadFile(${q(fileNameOf(part))})`, 'check(err)'] : []),
    `part${number}, err := form.CreatePart(textproto.MIMEHeader{${headers.join(', ')}})`,
    'check(err)',
    `part${number}.Write(${content})`,
  ];
}

/** Headers that Java's client sets by itself, and refuses from others. */
const javasOwn = /^(connection|content-length|expect|host|upgrade)$/i;

export function javaCode(request: WrittenRequest): string {
  const { method, url, body, redirects } = request;
  const headers = settableHeaders(request).filter(({ name }) => !javasOwn.test(name));
  const made = javaBody(request);
  return [
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpResponse;',
    ...(body?.kind === 'parts' ? ['import java.nio.file.Files;'] : []),
    ...(body?.kind === 'file' || body?.kind === 'parts' ? ['import java.nio.file.Path;'] : []),
    ...(body?.kind === 'parts' ? ['import java.util.ArrayList;'] : []),
    '',
    'public class Main {',
    `${four}public static void main(String[] arguments) throws Exception {`,
    ...indented(
      [
        ...made.lines,
        `var request = HttpRequest.newBuilder(URI.create(${q(javaAddress(url))}))`,
        ...indented(
          [
            `.method(${q(method)}, ${made.publisher})`,
            ...headers.map(({ name, value }) => `.header(${q(name)}, ${q(value)})`),
            ...(body?.kind === 'parts' ? ['.header("Content-Type", "multipart/form-data; boundary=" + boundary)'] : []),
            '.build();',
          ],
          four,
        ),
        'var client = HttpClient.newBuilder()',
        `${four}.followRedirects(HttpClient.Redirect.${redirects === null ? 'NEVER' : 'NORMAL'})`,
        `${four}.build();`,
        'var response = client.send(request, HttpResponse.BodyHandlers.ofString());',
        'System.out.println(response.statusCode() + " " + response.body());',
      ],
      four + four,
    ),
    `${four}}`,
    '}',
  ].join('\n');
}

/** `URI` refuses signs that clients and servers let pass. */
function javaAddress(url: string): string {
  const [, start = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?(.*)$/is.exec(url) ?? [];
  const encoded = rest.replace(/[ "<>\\^`{|}[\]]|%(?![\da-f]{2})/gi, (sign) => encodeURIComponent(sign));
  return start + encoded;
}

function javaBody({ body }: WrittenRequest): { lines: string[]; publisher: string } {
  switch (body?.kind) {
    case undefined:
      return { lines: [], publisher: 'HttpRequest.BodyPublishers.noBody()' };
    case 'text':
      return { lines: [], publisher: `HttpRequest.BodyPublishers.ofString(${javaQuoted(body.text)})` };
    case 'file':
      return { lines: [], publisher: `HttpRequest.BodyPublishers.ofFile(Path.of(${q(body.fileName)}))` };
    case 'parts': {
      const bytes = (text: string) => `parts.add((${text}).getBytes("UTF-8"));`;
      const lines = body.parts.flatMap((part) => {
        const headers = partHeaders(part)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('');
        const content =
          part.text === null
            ? `parts.add(Files.readAllBytes(Path.of(${q(fileNameOf(part))})));`
            : bytes(javaQuoted(part.text));
        return [bytes(`"--" + boundary + ${q(`\r\n${headers}\r\n`)}`), content, bytes(q('\r\n'))];
      });
      const start = ['var boundary = java.util.UUID.randomUUID().toString();', 'var parts = new ArrayList<byte[]>();'];
      const end = bytes(`"--" + boundary + ${q('--\r\n')}`);
      return { lines: [...start, ...lines, end], publisher: 'HttpRequest.BodyPublishers.ofByteArrays(parts)' };
    }
  }
}

/** A constant of a class has 65,535 bytes; a longer text is joined when it runs. */
function javaQuoted(text: string): string {
  const pieces = text.toWellFormed().match(/.{1,10000}/gsu) ?? [''];
  return pieces.length === 1 ? q(text) : `String.join("", ${pieces.map(q).join(', ')})`;
}

export function csharpCode(request: WrittenRequest): string {
  const { method, url, body, redirects } = request;
  const { type, others } = partedType(settableHeaders(request));
  const isContent = /^(allow|content-.*|expires|last-modified)$/i;
  const headers = others.map(({ name, value }) => {
    const target = isContent.test(name) && body !== null ? 'request.Content' : 'request';
    return `${target}.Headers.TryAddWithoutValidation(${q(name)}, ${q(value)});`;
  });
  const setType =
    body === null || body.kind === 'parts'
      ? []
      : [
          'request.Content.Headers.Remove("Content-Type");',
          ...(type === null ? [] : [`request.Content.Headers.TryAddWithoutValidation("Content-Type", ${q(type)});`]),
        ];
  return [
    'using System.Net.Http;',
    '',
    `using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = ${redirects !== null} });`,
    `using var request = new HttpRequestMessage(new HttpMethod(${q(method)}), ${q(url)});`,
    ...csharpBody(request),
    ...setType,
    ...headers,
    'using var response = await client.SendAsync(request);',
    'Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");',
  ].join('\n');
}

function csharpBody({ body }: WrittenRequest): string[] {
  if (body === null) return [];
  if (body.kind === 'text') return [`request.Content = new StringContent(${q(body.text)});`];
  if (body.kind === 'file') return [`request.Content = new StreamContent(File.OpenRead(${q(body.fileName)}));`];
  return [
    'var form = new MultipartFormDataContent();',
    ...body.parts.flatMap((part, index) => {
      const content =
        part.text === null
          ? `new StreamContent(File.OpenRead(${q(fileNameOf(part))}))`
          : `new StringContent(${q(part.text)})`;
      const isFile = part.text === null || part.fileName !== null;
      const type =
        part.contentType === null
          ? []
          : [`part${index + 1}.Headers.TryAddWithoutValidation("Content-Type", ${q(part.contentType)});`];
      return [
        `var part${index + 1} = ${content};`,
        `part${index + 1}.Headers.Remove("Content-Type");`,
        ...type,
        `form.Add(part${index + 1}, ${q(part.name)}${isFile ? `, ${q(fileNameOf(part))}` : ''});`,
      ];
    }),
    'request.Content = form;',
  ];
}

/** The crate reqwest, with its features `blocking` and `multipart`. */
export function rustCode(request: WrittenRequest): string {
  const r = rustQuoted;
  const { method, url, body, redirects } = request;
  const parts = body?.kind === 'parts' ? body.parts.map(rustPart) : [];
  const policy = redirects === null ? 'none()' : `limited(${redirects})`;
  return [
    'fn main() -> Result<(), Box<dyn std::error::Error>> {',
    ...indented(
      [
        'let client = reqwest::blocking::Client::builder()',
        `${four}.redirect(reqwest::redirect::Policy::${policy})`,
        `${four}.build()?;`,
        ...(body?.kind === 'parts'
          ? [
              'let form = reqwest::blocking::multipart::Form::new()',
              ...indented(
                parts.map((part, index) => part + (index === parts.length - 1 ? ';' : '')),
                four,
              ),
            ]
          : []),
        'let response = client',
        ...indented(
          [
            `.request(reqwest::Method::from_bytes(b${r(method)})?, ${r(url)})`,
            ...headersByName(request).map(({ name, value }) => `.header(${r(name)}, ${r(value)})`),
            ...(body?.kind === 'text' ? [`.body(${r(body.text)})`] : []),
            ...(body?.kind === 'file' ? [`.body(std::fs::File::open(${r(body.fileName)})?)`] : []),
            ...(body?.kind === 'parts' ? ['.multipart(form)'] : []),
            '.send()?;',
          ],
          four,
        ),
        'println!("{} {}", response.status().as_u16(), response.text()?);',
        'Ok(())',
      ],
      four,
    ),
    '}',
  ].join('\n');
}

function rustPart(part: WrittenPart): string {
  const r = rustQuoted;
  const { name, text, contentType, fileName } = part;
  if (text !== null && contentType === null && fileName === null) return `.text(${r(name)}, ${r(text)})`;
  const made =
    text === null
      ? `reqwest::blocking::multipart::Part::file(${r(fileNameOf(part))})?`
      : `reqwest::blocking::multipart::Part::text(${r(text)})`;
  const file = text !== null && fileName !== null ? `.file_name(${r(fileName)})` : '';
  return `.part(${r(name)}, ${made}${file}${contentType === null ? '' : `.mime_str(${r(contentType)})?`})`;
}
