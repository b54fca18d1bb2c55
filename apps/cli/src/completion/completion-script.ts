import type { CompletionNode } from "./completion-words.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What a shell reads to complete the words of `baton`: everything is in the text, nothing is asked while one types. */
export function completionScript(shell: Shell, nodes: CompletionNode[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](nodes);
}

function bashScript(nodes: CompletionNode[]): string {
  return `_baton() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word found=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${pathsOf(nodes)}) at="$at $word" ;;
    esac
  done
  case "$at" in
${nodes.map(({ path, words }) => `    "${placeOf(path)}") found="${words.map(({ word }) => word).join(" ")}" ;;`).join("\n")}
  esac
  case "$at $prev" in
${valuesOf(nodes)
  .map(([place, values]) => `    "${place}") found="${values.join(" ")}" ;;`)
  .join("\n")}
  esac
  COMPREPLY=($(compgen -W "$found" -- "$cur"))
}
complete -o default -F _baton baton
`;
}

function zshScript(nodes: CompletionNode[]): string {
  const described = (words: CompletionNode["words"]) =>
    words.map(({ word, means }) => quoted(`${word}:${means}`)).join(" ");
  return `#compdef baton
_baton() {
  local at="" word
  local -a found
  for word in "\${words[@]:1:$((CURRENT-2))}"; do
    case "$at $word" in
      (${pathsOf(nodes)}) at="$at $word" ;;
    esac
  done
  case "$at" in
${nodes.map(({ path, words }) => `    ("${placeOf(path)}") found=(${described(words)}) ;;`).join("\n")}
  esac
  case "$at \${words[CURRENT-1]}" in
${valuesOf(nodes)
  .map(([place, values]) => `    ("${place}") found=(${values.join(" ")}) ;;`)
  .join("\n")}
  esac
  _describe baton found || _files
}
compdef _baton baton
`;
}

function fishScript(nodes: CompletionNode[]): string {
  const lines = nodes.flatMap(({ path, words }) =>
    words.map(({ word, means, values = [] }) => {
      const option = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      const followed = values.length === 0 ? "" : ` -x -a ${quoted(values.join(" "))}`;
      return `complete -c baton -n ${quoted(fishPlace(path))} ${option}${followed} -d ${quoted(means)}`;
    }),
  );
  return `${lines.join("\n")}\n`;
}

function fishPlace(path: string[]): string {
  if (path.length === 0) return "__fish_use_subcommand";
  return path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
}

function placeOf(path: string[]): string {
  return path.map((word) => ` ${word}`).join("");
}

function pathsOf(nodes: CompletionNode[]): string {
  return nodes.flatMap(({ path }) => (path.length === 0 ? [] : [`"${placeOf(path)}"`])).join("|");
}

function valuesOf(nodes: CompletionNode[]): [place: string, values: readonly string[]][] {
  return nodes.flatMap(({ path, words }) =>
    words.flatMap(({ word, values }): [string, readonly string[]][] =>
      values ? [[`${placeOf(path)} ${word}`, values]] : [],
    ),
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
