import { readFileSync } from 'node:fs';
import { dereference } from '@scalar/openapi-parser';

const text = readFileSync(process.argv[2], 'utf8');
const before = performance.now();
const { schema } = await dereference(JSON.parse(text));
const ms = performance.now() - before;
if (!schema?.paths) throw new Error('nothing was dereferenced');
console.log(JSON.stringify({ ms, peakBytes: process.resourceUsage().maxRSS * 1024 }));
