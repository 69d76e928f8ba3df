export { createContracts } from './domain.ts';
export { type MockOptions, type MockServer, serveMock } from './mock/mockServer.ts';
export { type MockSource, mockSource } from './mock/mockSource.ts';
