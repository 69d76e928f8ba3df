/** The languages that a request is written in, by id, as a person reads them. */
export const codeLanguages = {
  curl: 'cURL',
  curlPowerShell: 'cURL (PowerShell)',
  fetch: 'JavaScript (fetch)',
  node: 'Node.js',
  requests: 'Python (requests)',
  httpx: 'Python (httpx)',
  go: 'Go',
  java: 'Java',
  csharp: 'C#',
  php: 'PHP',
  ruby: 'Ruby',
  rust: 'Rust (reqwest)',
  powershell: 'PowerShell',
  httpie: 'HTTPie',
} as const;

/** What a person puts the secret in for. */
export const secretPlaceholder = 'YOUR_SECRET';

export type CodeLanguage = keyof typeof codeLanguages;

export const codeLanguageIds = Object.keys(codeLanguages) as [CodeLanguage, ...CodeLanguage[]];
