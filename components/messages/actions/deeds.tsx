"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { allReadNoted } from "@/components/live/notes";
import { useLive } from "@/components/live/provider";
import { noteMs } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { Stream } from "./action-frame";
import { Bar, useNearRow } from "./bar";
import { DeleteDialog } from "./delete-dialog";
import { type Doing, type Handling, useDoing, type Wish } from "./handling";
import { Menu, type MenuAct } from "./menu";
import { type Offers, offersFor } from "./offers";
import { PickDialog } from "./pick-dialog";
import { SignTip } from "./sign-tip";
import { type Deeds as AllDeeds, useDeeds } from "./use-deeds";
import { VersionsDialog } from "./versions-dialog";
import { WhoDialog } from "./who-dialog";

const ReadsPanel = lazy(() => import("@/components/messages/reads-panel"));

type Act = (name: MenuAct, message: MessageView, at?: Element) => void;

/** What comes with the first move towards a message: the bar at its row, and whatever is asked for about it. */
export default function Deeds({ stream, handling }: { stream: Stream; handling: Handling }) {
  const { viewer } = useLive();
  const { wish, note, editing } = useDoing(handling);
  const near = useNearRow(stream.log);
  const deeds = useDeeds(handling);
  const find = (id: number | undefined) => stream.messages.find((message) => message.id === id);
  const who = { ...viewer, personId: viewer.person.id };
  const offers = (message: MessageView) => offersFor(who, stream.room, message, stream.onThread === null);
  const act = acts(stream, handling, deeds);
  const nearest = find(near?.messageId);
  const wished = find(wish?.messageId);
  useAtOnce(handling, wish, wished, deeds);
  return (
    <>
      {near && nearest && nearest.id !== editing && (
        <Bar
          message={nearest}
          offers={offers(nearest)}
          place={near.place}
          onAct={(name, at) => act(name, nearest, at)}
        />
      )}
      {wish && wished && (
        <Suspense fallback={null}>
          <Asked
            key={`${wish.act} ${wish.messageId}`}
            wish={wish}
            message={wished}
            offers={offers(wished)}
            deeds={deeds}
            act={act}
            onClose={() => handling.now().wish === wish && handling.put({ wish: null })}
          />
        </Suspense>
      )}
      <SignTip log={stream.log} messages={stream.messages} />
      <Note log={stream.log} note={note} handling={handling} />
    </>
  );
}

/** What an entry of the menu does: at once, or by a question of its own. */
const acts =
  (stream: Stream, handling: Handling, deeds: AllDeeds): Act =>
  (name, message, at) => {
    switch (name) {
      case "reply":
        return handling.put({ replyTo: message });
      case "whisper":
        return handling.put({ replyTo: null, whisperTo: message.author });
      case "edit":
        return handling.put({ editing: message.id });
      case "thread":
        return stream.onThread?.(message.id);
      case "save":
      case "unsave":
        return void deeds.save(message, name === "save");
      case "follow":
      case "unfollow":
        return void deeds.follow(message, name === "follow");
      case "pick":
      case "who":
      case "versions":
      case "reads":
      case "remove":
        return handling.put({ wish: { act: name, messageId: message.id, at } });
      default:
        return void deeds[name](message);
    }
  };

/** A wish that needs no question. */
function useAtOnce(handling: Handling, wish: Wish | null, message: MessageView | undefined, deeds: AllDeeds): void {
  useEffect(() => {
    if (!wish || (message && wish.act !== "sign" && wish.act !== "reply")) return;
    handling.put({ wish: null, ...(wish.act === "reply" && message && { replyTo: message }) });
    if (wish.act === "sign" && message && wish.emoji) void deeds.sign(message, wish.emoji);
  }, [handling, wish, message, deeds]);
}

function Asked(props: {
  wish: Wish;
  message: MessageView;
  offers: Offers;
  deeds: AllDeeds;
  act: Act;
  onClose: () => void;
}) {
  const { wish, message, offers, deeds, act, onClose } = props;
  const onSign = (emoji: string) => void deeds.sign(message, emoji);
  const common = { message, onClose };
  switch (wish.act) {
    case "menu":
      return (
        <Menu {...common} offers={offers} at={wish.at} onSign={onSign} onAct={(name) => act(name, message, wish.at)} />
      );
    case "pick":
      return <PickDialog at={wish.at} onPick={onSign} onClose={onClose} />;
    case "who":
      return <WhoDialog {...common} emoji={wish.emoji} />;
    case "versions":
      return <VersionsDialog {...common} />;
    case "reads":
      return <ReadsPanel messageId={message.id} onClose={onClose} />;
    case "remove":
      return <DeleteDialog {...common} onDelete={() => void deeds.remove(message)} />;
    default:
      return null;
  }
}

/** What was done or could not be, for the eye and for the ear, over the stream's other buttons; it goes by itself. */
function Note({ log, note, handling }: { log: Stream["log"]; note: Doing["note"]; handling: Handling }) {
  const [place, setPlace] = useState<Element | null>(null);
  useEffect(() => setPlace(log.current?.closest("[data-stream]")?.querySelector(".pills") ?? document.body), [log]);
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => allReadNoted.listen(() => handling.put({ note: null })), [handling]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each note has its own time
  useEffect(() => {
    if (!note || isHeld) return;
    const timer = setTimeout(() => handling.put({ note: null }), noteMs);
    return () => clearTimeout(timer);
  }, [note, isHeld]);
  if (!place) return null;
  return createPortal(
    <div role="status" className="toast" onMouseEnter={() => setIsHeld(true)} onMouseLeave={() => setIsHeld(false)}>
      {note && <p>{note.text}</p>}
    </div>,
    place,
  );
}
