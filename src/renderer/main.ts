import '#renderer/platform/trustedTypes.ts';

// Loaded afterwards, since a bundler runs what modules share before any of them.
await import('#renderer/app/start.tsx');
