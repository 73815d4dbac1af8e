"use client";

import { type ComponentType, useState } from "react";
import { useLive } from "@/components/live/provider";
import { type FileView, kindOf } from "@/lib/files/schema";
import { shownSize } from "@/lib/files/shown";
import { FileCard, sizeOf } from "./file-card";
import type { ViewerProps } from "./viewer";

/** The files of a message: pictures together, at a size that is known before they load, then the rest in their order. */
export function MessageFiles({ files }: { files: readonly FileView[] }) {
  const pictures = files.filter((file) => kindOf(file) === "picture");
  const rest = files.filter((file) => kindOf(file) !== "picture");
  return (
    <div className="mt-1.5 grid grid-cols-1 gap-1.5">
      {pictures.length > 0 && <Pictures pictures={pictures} />}
      {rest.map((file) => (
        <Played key={file.id} file={file} />
      ))}
    </div>
  );
}

function Pictures({ pictures }: { pictures: readonly FileView[] }) {
  const [open, setOpen] = useState<{ Viewer: ComponentType<ViewerProps>; at: number } | null>(null);
  const onOpen = async (at: number) => {
    const { Viewer } = await import("./viewer");
    setOpen({ Viewer, at });
  };
  const isAlone = pictures.length === 1;
  return (
    <div className="flex flex-wrap gap-1.5">
      {pictures.map((file, at) => (
        <Shot key={file.id} file={file} isAlone={isAlone} onOpen={() => onOpen(at)} />
      ))}
      {open && <open.Viewer pictures={pictures} at={open.at} onClose={() => setOpen(null)} />}
    </div>
  );
}

/**
 * The place is kept by an empty drawing of the picture's proportions, since those of an `img` turn into the loaded
 * picture's own, which are others by a fraction of a pixel. Without scripts the link downloads.
 */
function Shot({ file, isAlone, onOpen }: { file: FileView; isAlone: boolean; onOpen: () => void }) {
  const { words, say } = useLive();
  const { width, height } = shownSize(file, isAlone);
  return (
    <a
      className={`shot ${isAlone ? "" : "is-tile"}`}
      href={file.url}
      aria-label={say(words.files.open, { name: file.name })}
      title={file.name}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
    >
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" />
      {/* biome-ignore lint/performance/noImgElement: the product serves it itself, as small as it is shown */}
      <img src={file.preview_url ?? file.url} alt="" loading="lazy" decoding="async" draggable={false} />
    </a>
  );
}

/** Played in place; what this browser cannot play is a card. */
function Played({ file }: { file: FileView }) {
  const { viewer } = useLive();
  const [failed, setFailed] = useState(false);
  const kind = kindOf(file);
  if (failed || (kind !== "video" && kind !== "audio")) return <FileCard file={file} />;
  const shared = { src: file.url, controls: true, preload: "metadata", "aria-label": file.name } as const;
  return (
    <figure className="w-full max-w-[420px] min-w-0">
      {kind === "video" ? (
        <video {...shared} className="film" playsInline onError={() => setFailed(true)} />
      ) : (
        <audio {...shared} className="block w-full" onError={() => setFailed(true)} />
      )}
      <figcaption className="mt-1 flex gap-2 text-[12.5px] text-ink-3">
        <a className="min-w-0 truncate text-ink-2" href={file.url} download={file.name}>
          {file.name}
        </a>
        <span className="flex-none">{sizeOf(viewer.locale, file.size)}</span>
      </figcaption>
    </figure>
  );
}
