"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useLive } from "@/components/live/provider";
import { useKey } from "@/components/live/use-key";
import { Search } from "@/components/ui/icons";
import type { RoomView } from "@/lib/rooms/schema";

/**
 * Without scripts it searches the messages; with them it narrows the list, and Enter goes to the first. Where there is
 * none, or by the line below, it leads on to the messages.
 */
export function Find(props: { wanted: string; onWanted: (wanted: string) => void; first: RoomView | undefined }) {
  const { words, say } = useLive();
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  useKey("find", () => {
    input.current?.focus();
    input.current?.select();
  });
  const wanted = props.wanted.trim();
  return (
    <>
      <form
        action="/search"
        role="search"
        aria-label={words.nav.find}
        className="mx-3 mb-2 flex h-9 items-center gap-2 rounded-[9px] border border-line bg-paper px-2.5 text-sm text-ink-3 focus-within:outline-2 focus-within:outline-accent max-md:h-11 max-md:bg-raised"
        onSubmit={(event) => {
          if (!wanted) return;
          event.preventDefault();
          router.push(props.first ? `/rooms/${props.first.id}` : searchFor(wanted));
          props.onWanted("");
        }}
      >
        <Search aria-hidden="true" size={18} strokeWidth={1.75} />
        <input
          ref={input}
          name="q"
          type="search"
          aria-label={words.nav.find}
          placeholder={words.nav.find}
          value={props.wanted}
          autoComplete="off"
          maxLength={100}
          onChange={(event) => props.onWanted(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && props.onWanted("")}
          className="h-full min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-3 max-md:text-base"
        />
        <kbd className="rounded-[5px] border border-line px-1.5 py-px font-sans text-xs max-md:hidden">Ctrl K</kbd>
      </form>
      {wanted && (
        <Link href={searchFor(wanted)} prefetch={false} className="to-search" onClick={() => props.onWanted("")}>
          <Search aria-hidden="true" size={16} strokeWidth={1.75} />
          <span className="truncate">{say(words.nav.searchFor, { text: wanted })}</span>
        </Link>
      )}
    </>
  );
}

const searchFor = (wanted: string): `/search?q=${string}` => `/search?q=${encodeURIComponent(wanted)}`;
