export { createHealth } from './domain.ts';
