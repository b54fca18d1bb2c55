"use client";

import { Columns3 } from "lucide-react";
import { Button } from "../button.tsx";
import { Menu } from "../menu.tsx";

export type ColumnChoice = { header: string; visible: boolean; toggle: () => void };

/** Chooses the columns of a table. */
export function ColumnMenu({ choices }: { choices: readonly ColumnChoice[] }) {
  return (
    <Menu
      trigger={
        <Button>
          <Columns3 aria-hidden="true" />
          Columns
        </Button>
      }
      items={choices.map(({ header, visible, toggle }) => ({ label: header, checked: visible, onToggle: toggle }))}
    />
  );
}
