export type PressedKey = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** The focus is where text is typed. */
  inText: boolean;
};

export type Shortcut =
  | { kind: "palette" }
  | { kind: "help" }
  | { kind: "search" }
  /** `g` was pressed: the next letter says where to. */
  | { kind: "go-prefix" }
  | { kind: "go"; letter: string };

/**
 * What a key asks for, if anything. Only the palette's keys work while text is typed.
 * @param afterG whether `g` was pressed just before.
 */
export function shortcutOf(pressed: PressedKey, afterG: boolean): Shortcut | undefined {
  const { key, ctrlKey, metaKey, altKey, inText } = pressed;
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return { kind: "palette" };
  if (ctrlKey || metaKey || altKey || inText) return undefined;
  if (afterG && /^[a-z]$/.test(key)) return { kind: "go", letter: key };
  return plainKeys[key];
}

const plainKeys: Partial<Record<string, Shortcut>> = {
  "?": { kind: "help" },
  "/": { kind: "search" },
  g: { kind: "go-prefix" },
};
