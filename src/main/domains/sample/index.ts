export { createSample } from './domain.ts';
