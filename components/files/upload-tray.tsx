"use client";

import { useEffect, useState } from "react";
import { useLive } from "@/components/live/provider";
import { RotateCcw, X } from "@/components/ui/icons";
import type { Sending } from "@/lib/files/tray";
import { filesPerMessageMax } from "@/lib/limits";
import { megabytes } from "./attach";
import { badgeOf, sizeOf } from "./file-card";
import type { RoomUploads } from "./use-uploads";

/** What will go out with the message: how far each file is, and how to take it out or send it again. */
export function UploadTray({ uploads, note }: { uploads: RoomUploads; note: string | null }) {
  const { words, say } = useLive();
  const { items, leftOut } = uploads.tray;
  const ready = items.filter(({ state }) => state === "stored").length;
  return (
    <div className="mb-1.5 grid gap-1.5 pr-1.5">
      {items.length > 0 && (
        <ul className="tray" aria-label={words.files.tray}>
          {items.map((one) => (
            <Item key={one.id} one={one} uploads={uploads} />
          ))}
        </ul>
      )}
      <p className="sr-only" role="status">
        {items.length > 0 && say(words.files.ready, { n: ready, all: items.length })}
      </p>
      {leftOut > 0 && (
        <p className="problem" role="alert">
          {say(words.files.leftOut, { n: leftOut, max: filesPerMessageMax })}
        </p>
      )}
      {note && (
        <p className="hint" role="status">
          {note}
        </p>
      )}
    </div>
  );
}

function Item({ one, uploads }: { one: Sending; uploads: RoomUploads }) {
  const { words, say } = useLive();
  const mayRetry =
    one.state === "lost" || (one.state === "refused" && (one.problem === "full" || one.problem === "refused"));
  return (
    <li className={`tray-item ${one.state === "refused" ? "is-refused" : ""}`}>
      <Glance one={one} source={uploads.source(one.id)} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-[13.5px] leading-5" title={one.name}>
          {one.name}
        </p>
        <Standing one={one} />
      </div>
      {mayRetry && (
        <button
          type="button"
          className="tool tray-tool"
          aria-label={say(words.files.retry, { name: one.name })}
          onClick={() => uploads.retry(one.id)}
        >
          <RotateCcw aria-hidden="true" size={16} strokeWidth={1.75} />
        </button>
      )}
      <button
        type="button"
        className="tool tray-tool"
        aria-label={say(words.files.remove, { name: one.name })}
        onClick={({ currentTarget }) => {
          // The button goes with its file: one writes on.
          currentTarget.form?.querySelector("textarea")?.focus({ preventScroll: true });
          uploads.remove(one.id);
        }}
      >
        <X aria-hidden="true" size={16} strokeWidth={1.75} />
      </button>
    </li>
  );
}

function Standing({ one }: { one: Sending }) {
  const { viewer, words, say, fileBytesMax } = useLive();
  const size = sizeOf(viewer.locale, one.size);
  if (one.problem)
    return <p className="problem mt-0">{say(words.files.problems[one.problem], { n: megabytes(fileBytesMax) })}</p>;
  if (one.state === "sending")
    return (
      <progress className="progress mt-1.5 h-1.5" aria-label={one.name} max={Math.max(1, one.size)} value={one.sent} />
    );
  const said = { waiting: words.files.waiting, lost: words.files.lost, stored: size, refused: size }[one.state];
  return <p className="truncate text-[12.5px] leading-[18px] text-ink-3">{said}</p>;
}

const seenAtOnce = /^image\/(jpeg|png|webp|gif|avif)$/;

function Glance({ one, source }: { one: Sending; source: File | undefined }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!source || !seenAtOnce.test(source.type)) return;
    const made = URL.createObjectURL(source);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [source]);
  // biome-ignore lint/performance/noImgElement: a file of this very machine
  if (address) return <img className="glance object-cover" src={address} alt="" />;
  return (
    <span className="glance file-badge" aria-hidden="true">
      {badgeOf(one.name)}
    </span>
  );
}
