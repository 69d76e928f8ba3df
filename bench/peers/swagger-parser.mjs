import { readFileSync } from 'node:fs';
import SwaggerParser from '@apidevtools/swagger-parser';

const text = readFileSync(process.argv[2], 'utf8');
const before = performance.now();
await SwaggerParser.dereference(JSON.parse(text));
const ms = performance.now() - before;
console.log(JSON.stringify({ ms, peakBytes: process.resourceUsage().maxRSS * 1024 }));
