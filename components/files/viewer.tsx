"use client";

import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useLive } from "@/components/live/provider";
import type { FileView } from "@/lib/files/schema";
import { useZoom } from "./use-zoom";

export interface ViewerProps {
  pictures: readonly FileView[];
  /** Which is shown first. */
  at: number;
  onClose: () => void;
}

/**
 * The pictures of a message, one at a time, over the whole window. Arrows turn over, Esc closes, plus and minus, two
 * fingers or two taps bring nearer. The dialog itself keeps the focus in and gives it back.
 */
export function Viewer({ pictures, at, onClose }: ViewerProps) {
  const { words, say } = useLive();
  const [place, setPlace] = useState(at);
  const dialog = useRef<HTMLDialogElement>(null);
  const file = pictures[place];
  const turn = (by: number) => setPlace((now) => Math.min(pictures.length - 1, Math.max(0, now + by)));
  const zoom = useZoom(file?.id, turn);

  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    // Not on the first of its links, where Enter would download.
    dialog.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);
  if (!file) return null;

  const keys = new Map<string, () => void>([
    ["ArrowLeft", () => turn(-1)],
    ["ArrowRight", () => turn(1)],
    ["Home", () => setPlace(0)],
    ["End", () => setPlace(pictures.length - 1)],
    ["+", () => zoom.by(1.5)],
    ["=", () => zoom.by(1.5)],
    ["-", () => zoom.by(1 / 1.5)],
    ["0", () => zoom.by(0)],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    // What is pressed here is for here alone: the room has keys of its own.
    event.stopPropagation();
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys.get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className="viewer"
      aria-label={words.files.viewer}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <header className="viewer-head">
        <p className="min-w-0 flex-1" aria-live="polite">
          <b className="block truncate font-[620]">{file.name}</b>
          {pictures.length > 1 && (
            <span className="block text-[13px] leading-[18px] opacity-80">
              {say(words.files.place, { n: place + 1, all: pictures.length })}
            </span>
          )}
        </p>
        <a
          className="viewer-tool"
          href={file.url}
          download={file.name}
          aria-label={say(words.files.download, { name: file.name })}
        >
          <Download aria-hidden="true" size={20} strokeWidth={1.75} />
        </a>
        <Tool label={words.room.close} onPress={() => dialog.current?.close()}>
          <X aria-hidden="true" size={20} strokeWidth={1.75} />
        </Tool>
      </header>
      <div className="viewer-stage" {...zoom.stage}>
        <Picture key={file.id} file={file} picture={zoom.picture} />
      </div>
      {place > 0 && (
        <Tool label={words.files.previous} side="left-2" onPress={() => turn(-1)}>
          <ChevronLeft aria-hidden="true" size={24} strokeWidth={1.75} />
        </Tool>
      )}
      {place < pictures.length - 1 && (
        <Tool label={words.files.next} side="right-2" onPress={() => turn(1)}>
          <ChevronRight aria-hidden="true" size={24} strokeWidth={1.75} />
        </Tool>
      )}
    </dialog>
  );
}

/** The small one, which is there already, stands until the whole one has come. */
function Picture({ file, picture }: { file: FileView; picture: (element: HTMLElement | null) => void }) {
  const [whole, setWhole] = useState(file.preview_url === null);
  useEffect(() => {
    if (whole) return;
    const loading = new Image();
    loading.onload = () => setWhole(true);
    loading.src = file.url;
    return () => {
      loading.onload = null;
    };
  }, [whole, file.url]);
  return (
    // biome-ignore lint/performance/noImgElement: the product serves it itself, whole
    <img
      ref={picture}
      src={whole ? file.url : (file.preview_url ?? file.url)}
      alt={file.name}
      width={file.width ?? undefined}
      height={file.height ?? undefined}
      draggable={false}
    />
  );
}

function Tool(props: { label: string; side?: string; onPress: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className={`viewer-tool ${props.side ? `viewer-side ${props.side}` : ""}`}
      aria-label={props.label}
      title={props.label}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}
