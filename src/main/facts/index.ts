export { createFacts, type Facts, type Happened, type Subscriber, type Traffic } from './facts.ts';
export { type Change, defineFacts, type Fact, type FactDetail, type FactType, factSpec } from './factTypes.ts';
export { activity, factCursors, facts } from './table.ts';
