// Parses on any Node that knows modules, so that an old one says what it needs instead of a syntax error.
const oldest = 20;

export function requireNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= oldest) return;
  console.error(`Baton needs Node ${oldest} or newer; this is ${process.version}. Get one from https://nodejs.org`);
  process.exit(1);
}
