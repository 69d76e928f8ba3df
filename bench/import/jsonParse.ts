import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2] ?? '', 'utf8');
const before = performance.now();
const document: unknown = JSON.parse(text);
const ms = performance.now() - before;
console.log(JSON.stringify({ ms, kind: typeof document, peakBytes: process.resourceUsage().maxRSS * 1024 }));
