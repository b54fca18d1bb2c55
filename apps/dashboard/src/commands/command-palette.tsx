"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { Kbd } from "../ui/kbd.tsx";
import type { CommandRegistry, UserCommand } from "./command-registry.ts";
import { jumpTargets } from "./jump-targets.ts";

export type CommandPaletteProps = { registry: CommandRegistry; open: boolean; onClose: () => void };

/** Everything that can be done from here, found by typing. */
export function CommandPalette({ registry, open, onClose }: CommandPaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Popup
          aria-label="Commands"
          className="fixed inset-x-3 top-[10dvh] z-40 mx-auto max-w-xl overflow-hidden rounded-2xl border border-line bg-surface shadow-2xl outline-none"
        >
          <Palette registry={registry} onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ registry, onClose }: { registry: CommandRegistry; onClose: () => void }) {
  const commands = useSyncExternalStore(registry.onChange, registry.all, registry.all);
  const [typed, setTyped] = useState("");
  const choose = (run: () => void) => {
    onClose();
    run();
  };
  return (
    <Command label="Commands" loop>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="Go to a page, a job id, a lock key…"
        className="w-full border-line border-b bg-transparent px-4 py-3.5 text-base outline-none placeholder:text-ink-faint"
      />
      <Command.List className="max-h-[min(28rem,60dvh)] overflow-y-auto p-2">
        {Object.entries(Object.groupBy(commands, ({ group }) => group)).map(([group, members = []]) => (
          <Group key={group} heading={group}>
            {members.map((command) => (
              <Item key={command.id} command={command} onChoose={() => choose(command.run)} />
            ))}
          </Group>
        ))}
        <JumpItems typed={typed} onChoose={choose} />
      </Command.List>
    </Command>
  );
}

/** What was typed may be a name itself: always offered, last. */
function JumpItems({ typed, onChoose }: { typed: string; onChoose: (run: () => void) => void }) {
  const router = useRouter();
  const targets = jumpTargets(typed);
  if (targets.length === 0) return null;
  return (
    <Group heading="Jump to" forced>
      {targets.map(({ label, href }) => (
        <Command.Item
          key={href}
          value={label}
          forceMount
          onSelect={() => onChoose(() => router.push(href))}
          className={itemClasses}
        >
          <span className="truncate">{label}</span>
        </Command.Item>
      ))}
    </Group>
  );
}

const itemClasses =
  "flex cursor-default items-center justify-between gap-4 rounded-lg px-3 py-2 text-sm select-none data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent";

function Group({ heading, forced = false, children }: { heading: string; forced?: boolean; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      forceMount={forced}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Item({ command, onChoose }: { command: UserCommand; onChoose: () => void }) {
  const { id, label, keywords = [], keys = [] } = command;
  return (
    <Command.Item value={id} keywords={[label, ...keywords]} onSelect={onChoose} className={itemClasses}>
      <span className="truncate">{label}</span>
      {keys.length > 0 ? (
        <span aria-hidden="true" className="flex gap-1">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      ) : null}
    </Command.Item>
  );
}
