export { type CollectionsApi, createCollections } from './domain.ts';
