"use client";

import { lazy, Suspense, useState } from "react";
import { useKey } from "./use-key";

const KeysDialog = lazy(() => import("./keys-dialog"));

/** Opens the list of keys at `?`. */
export function KeysHelp() {
  const [open, setOpen] = useState(false);
  useKey("listKeys", () => setOpen(true));
  return (
    open && (
      <Suspense fallback={null}>
        <KeysDialog onClose={() => setOpen(false)} />
      </Suspense>
    )
  );
}
