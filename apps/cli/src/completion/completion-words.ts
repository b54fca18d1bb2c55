import type { Command, Option } from "commander";

/** A word that may come next, and what it means. `values`: what may follow an option, where that is known. */
type Word = { word: string; means: string; values?: readonly string[] };
/** A command, named by the words that lead to it, and what may come behind them. */
export type CompletionNode = { path: string[]; words: Word[] };

/** Every command of the program with its sub-commands, options and choices. */
export function completionNodes(command: Command, path: string[] = []): CompletionNode[] {
  const commands = command.commands.map((sub): Word => ({ word: sub.name(), means: sub.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word): Word => ({ word, means: description })),
  );
  const options = [
    ...command.options.filter(({ hidden }) => !hidden).map(optionWord),
    { word: "--help", means: "tells how" },
  ];
  return [
    { path, words: [...commands, ...choices, ...options] },
    ...command.commands.flatMap((sub) => completionNodes(sub, [...path, sub.name()])),
  ];
}

function optionWord({ long, short, description, argChoices }: Option): Word {
  const word = { word: long ?? short ?? "", means: description };
  return argChoices ? { ...word, values: argChoices } : word;
}
