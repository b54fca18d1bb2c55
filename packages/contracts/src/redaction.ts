/** What stands where a value is not shown. */
export const redactedMarker = "[redacted]";

type Rule = readonly string[];

/** What a rule may be made of: names with dots between them, `*` for any one name. */
export const redactionRulePattern = /^(?!\*(?:\.\*)*$)(?:\*|[^\s,.*]+)(?:\.(?:\*|[^\s,.*]+))*$/;

/** Fields of answers and pages in which jobs keep what is theirs; each is the first name of its paths. */
const valueFields = new Set(["payload", "result", "data"]);
/** Fields in which jobs say something in their own words. */
const textFields = new Set(["message", "stack", "errorLine", "lastError", "preview", "error"]);

/**
 * Replaces the values of fields that are not to be shown. A rule is the end of a field's path, whatever its case:
 * `password` is every field of that name, `card.number` every `number` in a `card`, `payload.pin` the `pin` at the top
 * of a payload. Items of a list have the path of the list.
 */
export class Redaction {
  readonly #rules: readonly Rule[];
  readonly #named: RegExp | undefined;

  /** @param rules as `redactionRulePattern` has them. */
  constructor(rules: readonly string[] = []) {
    this.#rules = rules.map((rule) => rule.toLowerCase().split("."));
    this.#named = namedValue(this.#rules);
  }

  get isOn(): boolean {
    return this.#rules.length > 0;
  }

  /**
   * An answer with the values that jobs were given, gave and recorded redacted, wherever in it they are; what is
   * Baton's own keeps its fields.
   */
  answer<T>(answer: T): T {
    return this.isOn ? (this.#safely(() => this.#answer(answer)) as T) : answer;
  }

  /** @param path of the value: `["payload"]`. */
  value<T>(value: T, path: readonly string[] = []): T {
    return this.isOn ? (this.#safely(() => this.#value(value, path.map(lowered))) as T) : value;
  }

  /** What stands after such a name in a line of text; a line that is JSON is read as such. */
  text(text: string): string {
    if (!this.#named) return text;
    const replaced = text.replace(this.#named, `$1${redactedMarker}`);
    return replaced === text ? text : (this.#asJson(text) ?? replaced);
  }

  /** Where the marker stands in place of a value: `payload.card.number`. Whoever sends it has copied what is shown. */
  markers(value: unknown, path: readonly string[]): string[] {
    return this.isOn ? this.#markers(value, path) : [];
  }

  #answer(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#answer(item));
    if (!isPlain(value)) return value;
    return mapped(value, (name, inner) => {
      // It describes payloads, and has none.
      if (name === "inputSchema") return inner;
      if (valueFields.has(name)) return this.#value(inner, [name]);
      return textFields.has(name) && typeof inner === "string" ? this.text(inner) : this.#answer(inner);
    });
  }

  #value(value: unknown, path: readonly string[]): unknown {
    if (this.#matches(path)) return redactedMarker;
    if (Array.isArray(value)) return value.map((item) => this.#value(item, path));
    if (typeof value === "string") return this.text(value);
    return isPlain(value) ? mapped(value, (name, inner) => this.#value(inner, [...path, name.toLowerCase()])) : value;
  }

  #markers(value: unknown, path: readonly string[]): string[] {
    if (value === redactedMarker) return this.#matches(path.map(lowered)) ? [path.join(".")] : [];
    if (Array.isArray(value)) return value.flatMap((item) => this.#markers(item, path));
    if (!isPlain(value)) return [];
    return Object.entries(value).flatMap(([name, inner]) => this.#markers(inner, [...path, name]));
  }

  #matches(path: readonly string[]): boolean {
    return this.#rules.some(
      (rule) =>
        rule.length <= path.length &&
        rule.every((name, at) => name === "*" || name === path[path.length - rule.length + at]),
    );
  }

  #asJson(text: string): string | undefined {
    const trimmed = text.trimStart();
    if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) return undefined;
    try {
      return JSON.stringify(this.#value(JSON.parse(text), ["payload"]));
    } catch {
      return undefined;
    }
  }

  /** What is nested too deeply to be looked at is not shown. */
  #safely(work: () => unknown): unknown {
    try {
      return work();
    } catch (err) {
      if (err instanceof RangeError) return redactedMarker;
      throw err;
    }
  }
}

/** `name: value`, `"name":"value"` and `name=value`, as programs print them. */
function namedValue(rules: readonly Rule[]): RegExp | undefined {
  const names = new Set(rules.map((rule) => rule.findLast((name) => name !== "*") ?? ""));
  if (names.size === 0) return undefined;
  const alternatives = [...names].map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  // A text, an object or list up to the end, a text that is cut off, a word.
  const value = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|["'{[].*|[^\\s,;&}\\]]+`;
  return new RegExp(`((?<![\\p{L}\\p{N}_])(?:${alternatives})["']?\\s*[:=]\\s*)(?:${value})`, "gisu");
}

/** Not of a class, as numbers with all their digits (`parseLossless`) and errors are. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || (prototype === null && !Object.isFrozen(value));
}

function mapped(value: Record<string, unknown>, change: (name: string, inner: unknown) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(name, inner)]));
}

function lowered(name: string): string {
  return name.toLowerCase();
}
