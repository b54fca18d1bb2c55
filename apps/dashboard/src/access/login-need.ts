const listeners = new Set<() => void>();

/** An answer has said that the session is over. */
export function needLogin(): void {
  for (const listener of listeners) listener();
}

export function onLoginNeed(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
