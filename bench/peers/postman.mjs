import { readFileSync } from 'node:fs';
import Converter from 'openapi-to-postmanv2';

const text = readFileSync(process.argv[2], 'utf8');
const before = performance.now();
const result = await new Promise((resolve, reject) => {
  Converter.convert({ type: 'string', data: text }, {}, (error, converted) => (error ? reject(error) : resolve(converted)));
});
const ms = performance.now() - before;
if (!result.result) throw new Error(result.reason);
console.log(JSON.stringify({ ms, peakBytes: process.resourceUsage().maxRSS * 1024 }));
