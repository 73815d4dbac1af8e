"use client";

import { type ChangeEvent, type ReactNode, type RefObject, useEffect, useRef } from "react";
import { useLive } from "@/components/live/provider";
import { Camera, Paperclip } from "@/components/ui/icons";
import type { RoomUploads } from "./use-uploads";

/** The ways in: a button (a page of its own without scripts), on a touch screen the camera too, and what is pasted where no text is. */
export function Attach({ uploads, roomId }: { uploads: RoomUploads; roomId: number }) {
  const { words, say, fileBytesMax } = useLive();
  const here = useRef<HTMLSpanElement>(null);
  usePastedFiles(here, uploads.add);
  const label = say(words.files.attach, { n: megabytes(fileBytesMax) });
  return (
    <span ref={here} className="contents">
      <Chooser label={label} onFiles={uploads.add}>
        <Paperclip aria-hidden="true" size={18} strokeWidth={1.75} />
      </Chooser>
      <noscript>
        <a className="tool choose" href={`/rooms/${roomId}/files`} title={label} aria-label={label}>
          <Paperclip aria-hidden="true" size={18} strokeWidth={1.75} />
        </a>
      </noscript>
      <Chooser label={words.files.camera} onFiles={uploads.add} isCamera>
        <Camera aria-hidden="true" size={18} strokeWidth={1.75} />
      </Chooser>
    </span>
  );
}

/** As the settings count: in 1,048,576 bytes. */
export const megabytes = (bytes: number): number => Math.floor(bytes / 1024 ** 2);

function Chooser(props: {
  label: string;
  isCamera?: boolean;
  onFiles: (files: readonly File[]) => void;
  children: ReactNode;
}) {
  const onChange = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    props.onFiles([...(currentTarget.files ?? [])]);
    // The same file may be chosen again after it was taken out.
    currentTarget.value = "";
  };
  return (
    <label className={`tool scripted choose ${props.isCamera ? "choose-camera" : ""}`} title={props.label}>
      {props.children}
      <input
        type="file"
        className="sr-only"
        aria-label={props.label}
        multiple={!props.isCamera}
        accept={props.isCamera ? "image/*" : undefined}
        capture={props.isCamera ? "environment" : undefined}
        onChange={onChange}
      />
    </label>
  );
}

/** A picture copied from a screen; a copied table or page brings a picture of itself along, and is text all the same. */
function usePastedFiles(here: RefObject<HTMLElement | null>, add: (files: readonly File[]) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData } = event;
      const files = [...(clipboardData?.files ?? [])];
      if (event.defaultPrevented || !isMeant(here.current, event.target)) return;
      if (files.length === 0 || clipboardData?.types.includes("text/plain")) return;
      event.preventDefault();
      add(files);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [here, add]);
}

/** Of several composers the one in which it is pasted; elsewhere in the page, the last one: that of an open thread. */
function isMeant(element: HTMLElement | null, target: EventTarget | null): boolean {
  const own = element?.closest("[data-composer]");
  const pasted = target instanceof Element ? target.closest("[data-composer]") : null;
  return own === (pasted ?? [...document.querySelectorAll("[data-composer]")].at(-1));
}
