"use client";

import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useLive, useNow } from "@/components/live/provider";
import { dayHeading } from "@/lib/i18n/time";
import type { Outgoing } from "@/lib/messages/outbox";
import type { Row } from "@/lib/messages/rows";
import type { Timeline } from "@/lib/messages/timeline";
import { useDoing, useHandling } from "./actions/handling";
import { KeepPlace } from "./keep-place";
import { MessageRow } from "./message-row";
import { OutgoingRow } from "./outgoing-row";
import type { Edge } from "./use-timeline";

interface Props {
  log: RefObject<HTMLElement | null>;
  timeline: Timeline;
  rows: Row[];
  outgoing: readonly Outgoing[];
  targetId: number | null;
  /** The stream began before the reader came. */
  isLate?: boolean;
  /** Of a thread: what its talk begins with, its name, and its address, to which a place in it is added. */
  thread?: { root: ReactNode; label: string; older: string; newer: string; address: string };
  failed: Edge | null;
  onLoad: (edge: Edge) => void;
  onScroll: () => void;
  children: ReactNode;
}

/** The talk, newest at the end. It grows from its end upwards, so that the end is there before any script. */
export function Log(props: Props) {
  "use memo";
  const { words } = useLive();
  const { log, timeline, rows, thread } = props;
  useOpeningPlace(log);
  const { editing } = useDoing(useHandling());
  const first = timeline.messages[0];
  const last = timeline.messages.at(-1);
  const address = thread ? `${thread.address}&` : "";
  return (
    <section
      ref={log}
      className="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
      tabIndex={0}
      aria-label={thread?.label ?? words.room.messages}
      onScroll={props.onScroll}
    >
      <KeepPlace log={log} reachesEnd={!timeline.hasAfter}>
        <div className="column">
          {thread?.root}
          {timeline.hasBefore && first ? (
            <EdgeLink edge="older" href={`?${address}before=${first.id}`} mark={first.id} {...props}>
              {thread?.older ?? words.room.older}
            </EdgeLink>
          ) : (
            !thread && <Beginning empty={rows.length === 0} isLate={props.isLate ?? false} />
          )}
          {rows.map((row) => (
            <RowView key={row.key} row={row} targetId={props.targetId} editing={editing} />
          ))}
          {timeline.hasAfter && last && (
            <EdgeLink edge="newer" href={`?${address}after=${last.id}`} mark={last.id} {...props}>
              {thread?.newer ?? words.room.newer}
            </EdgeLink>
          )}
          {!timeline.hasAfter && props.outgoing.map((one) => <OutgoingRow key={one.clientId} message={one} />)}
          {props.children}
        </div>
      </KeepPlace>
    </section>
  );
}

function RowView({ row, targetId, editing }: { row: Row; targetId: number | null; editing: number | null }) {
  const { clock, words } = useLive();
  const now = useNow();
  if (row.kind === "day")
    return (
      <div className="day" role="separator" data-row={row.key}>
        <span suppressHydrationWarning>{dayHeading(clock, new Date(row.at), now)}</span>
      </div>
    );
  if (row.kind === "new")
    return (
      <div className="new-line" data-row="new" data-place="start" role="separator">
        {words.room.newLine}
      </div>
    );
  const { message, leads } = row;
  return (
    <MessageRow message={message} leads={leads} isTarget={message.id === targetId} isEdited={message.id === editing} />
  );
}

/** A real link for those without scripts; with them it reads on by itself as it comes near. */
function EdgeLink(props: {
  edge: Edge;
  href: string;
  mark: number;
  log: RefObject<HTMLElement | null>;
  failed: Edge | null;
  onLoad: (edge: Edge) => void;
  children: ReactNode;
}) {
  const { words } = useLive();
  const { edge, log, mark, onLoad } = props;
  const link = useRef<HTMLAnchorElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page the edge is looked at anew
  useEffect(() => {
    if (!link.current) return;
    const near = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onLoad(edge), {
      root: log.current,
      rootMargin: "900px 0px",
    });
    near.observe(link.current);
    return () => near.disconnect();
  }, [edge, log, mark, onLoad]);
  return (
    <a
      ref={link}
      href={props.href}
      className="mx-auto my-2 block w-fit rounded-lg px-4 py-2 text-sm text-ink-3"
      onClick={(event) => {
        event.preventDefault();
        onLoad(edge);
      }}
    >
      {props.failed === edge ? `${words.room.loadFailed} ${words.composer.retry}` : props.children}
    </a>
  );
}

function Beginning({ empty, isLate }: { empty: boolean; isLate: boolean }) {
  const { words } = useLive();
  return (
    <div className="py-8 text-center text-sm text-ink-3">
      <p>{isLate ? words.room.beginningLate : words.room.beginning}</p>
      {empty && <p>{words.room.beginningHint}</p>}
    </div>
  );
}

/** Opens at the message that was linked to, else at the first unread one, else at the end. */
function useOpeningPlace(log: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const scroller = log.current;
    if (!scroller) return;
    const target =
      scroller.querySelector<HTMLElement>(".is-target") ?? scroller.querySelector<HTMLElement>('[data-place="start"]');
    if (!target) return;
    const frame = scroller.getBoundingClientRect();
    const wanted = frame.top + frame.height * (target.matches(".is-target") ? 0.4 : 0.15);
    scroller.scrollTop += target.getBoundingClientRect().top - wanted;
  }, [log]);
}
