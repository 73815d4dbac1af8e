"use client";

import { MessageSquareLock, UserPlus, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { fetchList } from "@/components/live/fetch-json";
import { useLive, useNow, useSidebar } from "@/components/live/provider";
import { BotMark } from "@/components/people/bot-mark";
import { Avatar } from "@/components/ui/avatar";
import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import { whenExactly } from "@/lib/i18n/time";
import type { PersonRef, Presence, UserView } from "@/lib/people/schema";
import type { MemberView, RoomView } from "@/lib/rooms/schema";

export type FormCall = (state: FormState, form: FormData) => Promise<FormState>;

/** Who is in the room, beside it; on a phone over it. */
export default function MembersPanel(props: {
  room: RoomView;
  members: MemberView[] | null;
  mayAdd: boolean;
  leaveAction: FormCall;
  /** Begins a whisper, where one may speak. */
  onWhisper: ((person: PersonRef) => void) | null;
  onClose: () => void;
}) {
  const { room } = props;
  const { words, say } = useLive();
  const members = useMembers(room, props.members);
  return (
    <aside
      aria-label={words.room.showMembers}
      className="flex min-h-0 w-[300px] flex-none flex-col border-l border-line bg-paper [--surface:var(--paper)] max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-md:w-full"
    >
      <div className="flex h-14 flex-none items-center border-b border-line pr-2.5 pl-[18px] max-md:h-[60px]">
        <h2 className="text-[15px] font-[650]">{`${words.room.showMembers} · ${room.member_count}`}</h2>
        <button type="button" className="tool ml-auto" aria-label={words.room.close} onClick={props.onClose}>
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      </div>
      <div
        className="min-h-0 flex-1 overflow-y-auto px-2.5 py-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
        tabIndex={0}
        role="group"
        aria-label={words.room.showMembers}
      >
        <div className="mx-2 mb-2 flex flex-wrap gap-2">
          {props.mayAdd && (
            <Link href={`/rooms/${room.id}/add`} className="button" prefetch={false}>
              <UserPlus aria-hidden="true" size={16} strokeWidth={1.75} />
              {words.room.add}
            </Link>
          )}
          <Link href={`/rooms/${room.id}/settings`} className="button" prefetch={false}>
            {words.room.settings}
          </Link>
        </div>
        <ul>
          {members.map((member) => (
            <Member key={member.user.id} member={member} onWhisper={props.onWhisper} />
          ))}
        </ul>
        {room.kind === "room" && !room.for_all && (
          <details className="mt-3 border-t border-line px-2 pt-3">
            <summary className="text-sm text-danger">{words.room.leave}</summary>
            <Form action={props.leaveAction} className="mt-2 grid gap-2 text-sm">
              <input type="hidden" name="roomId" value={room.id} />
              <p>{say(words.room.leaveSure, { room: room.name })}</p>
              <Submit className="button button-danger">{words.room.leave}</Submit>
            </Form>
          </details>
        )}
      </div>
    </aside>
  );
}

function Member({ member, onWhisper }: { member: MemberView; onWhisper: ((person: PersonRef) => void) | null }) {
  const { viewer, words, say } = useLive();
  const { presence } = useSidebar();
  const { user } = member;
  const status = user.id === viewer.person.id ? "online" : (presence.get(user.id) ?? "offline");
  const said = useStatus(user, status);
  return (
    <li className="flex items-center gap-3 rounded-[9px] px-2 py-[7px]">
      <Avatar person={user} presence={user.bot ? undefined : status} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-1.5">
          <span className="truncate">{user.display_name}</span>
          <BotMark person={user} word={words.room.bot} />
        </span>
        {!user.bot && (
          <small className="block truncate text-[12.5px] leading-4 text-ink-3" suppressHydrationWarning>
            {member.role === "admin" ? `${words.room.roomAdmin} · ${said}` : said}
          </small>
        )}
      </span>
      {onWhisper && user.active && !user.bot && user.id !== viewer.person.id && (
        <button
          type="button"
          className="tool scripted"
          aria-label={say(words.thread.whisperNamed, { name: user.display_name })}
          title={words.thread.whisperAct}
          onClick={() => onWhisper(user)}
        >
          <MessageSquareLock aria-hidden="true" size={17} strokeWidth={1.75} />
        </button>
      )}
    </li>
  );
}

function useStatus(user: UserView, status: Presence): string {
  const { clock, words, say } = useLive();
  const now = useNow();
  const where =
    status === "offline" && user.last_seen_at
      ? say(words.presence.lastSeen, { when: whenExactly(clock, new Date(user.last_seen_at), now) })
      : words.presence[status];
  return user.status_text ? `${where} · ${user.status_text}` : where;
}

/** Read when the panel opens, and again when somebody comes or goes. */
function useMembers(room: RoomView, given: MemberView[] | null): MemberView[] {
  const [members, setMembers] = useState(given ?? []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed count is the reason to read again
  useEffect(() => {
    let current = true;
    void fetchList<MemberView>(`/api/v1/rooms/${room.id}/members`).then((read) => {
      if (read && current) setMembers(read);
    });
    return () => {
      current = false;
    };
  }, [room.id, room.member_count]);
  return members;
}
