import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { type MatchAnswer, matchJob } from './matchJob.ts';
import { parseJson } from './parseJson.ts';

const { path, schema, definitions } = matchJob.parse(workerData);
const parsed = parseJson(readFileSync(path));
const answer: MatchAnswer = parsed && validateAgainstSchema(schema, parsed.value, definitions);
parentPort?.postMessage(answer);
