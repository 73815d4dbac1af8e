"use client";

import { useEffect, useState } from "react";
import { useLive } from "@/components/live/provider";
import { Upload } from "@/components/ui/icons";
import { megabytes } from "./attach";

/** While files are dragged over the window the room says where they go; wherever they are let go, it takes them. */
export function DropTarget({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { words, say, fileBytesMax } = useLive();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    // Each element that is entered says so before the one around it is left.
    let depth = 0;
    const enter = (event: DragEvent) => carriesFiles(event) && setShown(++depth > 0);
    const leave = (event: DragEvent) => carriesFiles(event) && setShown(--depth > 0);
    const over = (event: DragEvent) => carriesFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setShown(false);
      onFiles(filesOf(event.dataTransfer));
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, [onFiles]);
  if (!shown) return null;
  return (
    <div className="drop-over">
      <div className="grid justify-items-center gap-1 text-center">
        <Upload aria-hidden="true" size={28} strokeWidth={1.75} />
        <b className="text-[15px] font-[630]">{words.files.drop}</b>
        <span className="text-[13px] text-ink-2">{say(words.files.dropHint, { n: megabytes(fileBytesMax) })}</span>
      </div>
    </div>
  );
}

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;

/** A folder poses as a file that cannot be read. */
function filesOf(dropped: DataTransfer | null): File[] {
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry?.()?.isDirectory ?? false;
  return [...(dropped?.items ?? [])].flatMap((item) => {
    const file = item.kind === "file" && !isFolder(item) ? item.getAsFile() : null;
    return file ? [file] : [];
  });
}
