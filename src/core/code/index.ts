import { curlCommand } from '../curl/writeCurl.ts';
import { csharpCode, goCode, javaCode, rustCode } from './compiled.ts';
import { curlPowerShellCode } from './curlPowerShell.ts';
import type { CodeLanguage } from './languages.ts';
import { phpCode } from './php.ts';
import type { WrittenRequest } from './request.ts';
import { rubyCode } from './ruby.ts';
import { fetchCode, httpieCode, httpxCode, nodeCode, powerShellCode, requestsCode } from './scripts.ts';

const writers: Readonly<Record<CodeLanguage, (request: WrittenRequest) => string>> = {
  curl: curlCommand,
  curlPowerShell: curlPowerShellCode,
  fetch: fetchCode,
  node: nodeCode,
  requests: requestsCode,
  httpx: httpxCode,
  go: goCode,
  java: javaCode,
  csharp: csharpCode,
  php: phpCode,
  ruby: rubyCode,
  rust: rustCode,
  powershell: powerShellCode,
  httpie: httpieCode,
};

/** The request as a program that sends the same. Nothing in it is more than a text to the language, whatever it is. */
export function writeCode(language: CodeLanguage, request: WrittenRequest): string {
  return writers[language](request);
}
