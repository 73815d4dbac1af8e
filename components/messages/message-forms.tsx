import Link from "next/link";
import { Card } from "@/components/ui/card";
import { Form, Submit } from "@/components/ui/form";
import { TextArea } from "@/components/ui/text-area";
import type { FormState } from "@/lib/action";
import { acting } from "@/lib/i18n/acting";
import { say } from "@/lib/i18n/say";
import type { Clock } from "@/lib/i18n/time";
import type { EarlierVersion, MessageView, ReactionPeople } from "@/lib/messages/schema";
import type { RoomView } from "@/lib/rooms/schema";
import type { Offers } from "./actions/offers";
import { messagePage } from "./actions/place";
import { Versions } from "./actions/versions-dialog";
import { Reactions } from "./message-signs";

export type FormAction = (state: FormState, form: FormData) => Promise<FormState>;

export interface FormsProps {
  message: MessageView;
  room: RoomView;
  viewerId: number;
  offers: Offers;
  clock: Clock;
  clientId: string;
  reacted: ReactionPeople[];
  versions: EarlierVersion[];
  isSaved: boolean;
  isFollowed: boolean;
  actions: { act: FormAction; edit: FormAction; post: FormAction };
}

/** What one may do with a message, each as a form of its own. */
export function MessageForms(props: FormsProps) {
  const { message, offers, versions } = props;
  const words = acting[props.clock.locale];
  return (
    <>
      {offers.speak && <Reply {...props} />}
      {(offers.speak || message.reactions.length > 0) && message.deleted_at === null && <Reactions {...props} />}
      {offers.edit && (
        <Card title={words.edit}>
          <Form action={props.actions.edit} className="mt-2">
            <input type="hidden" name="messageId" value={message.id} />
            <TextArea name="text" label={words.editing.label} defaultValue={message.text} />
            <Submit className="button mt-3">{words.edit}</Submit>
          </Form>
        </Card>
      )}
      <Card title={words.page.more}>
        <Rest {...props} />
      </Card>
      {versions.length > 0 && (
        <section id="versions" className="card">
          <h2 className="text-base font-[650]">{words.versionsOf.title}</h2>
          <Versions versions={[...versions, { html: message.html, written_at: message.edited_at ?? "" }]} />
        </section>
      )}
    </>
  );
}

/** A whisper is answered to the other of its two; anything else is, for all or for its author alone. */
function Reply({ message, room, viewerId, clock, clientId, actions }: FormsProps) {
  const words = acting[clock.locale];
  const { author, to } = message;
  const isOwn = author.id === viewerId;
  const other = to?.id === viewerId ? author : to;
  const mayWhisper = !to && !isOwn && message.thread_id === null && room.kind === "room";
  return (
    <Card title={words.reply}>
      <Form action={actions.post} className="mt-2">
        <input type="hidden" name="roomId" value={room.id} />
        <input type="hidden" name="clientId" value={clientId} />
        <input type="hidden" name="replyToId" value={message.id} />
        {message.thread_id !== null && <input type="hidden" name="threadId" value={message.thread_id} />}
        {other && <input type="hidden" name="toId" value={other.id} />}
        <TextArea name="text" label={words.page.replyLabel} rows={3} />
        <div className="mt-3 flex flex-wrap gap-2.5">
          <Submit className="button button-main">
            {other
              ? say(clock.locale, words.page.whisperSubmit, { name: other.display_name })
              : message.thread_id === null
                ? words.page.replySubmit
                : words.page.replyThread}
          </Submit>
          {mayWhisper && (
            <Submit className="button" name="toId" value={String(author.id)}>
              {say(clock.locale, words.page.whisperSubmit, { name: author.display_name })}
            </Submit>
          )}
        </div>
      </Form>
    </Card>
  );
}

function Rest({ message, offers, isSaved, isFollowed, clock, actions }: FormsProps) {
  const words = acting[clock.locale];
  const stands = message.deleted_at === null;
  const here = messagePage(message);
  const acts = [
    [offers.pin, message.pinned ? "unpin" : "pin"],
    [stands || isSaved, isSaved ? "unsave" : "save"],
    [offers.markUnread, "unread"],
    [offers.follow, isFollowed ? "unfollow" : "follow"],
  ] as const;
  return (
    <div className="mt-3 flex flex-wrap gap-2.5">
      {acts.map(
        ([offered, act]) =>
          offered && (
            <Form key={act} action={actions.act}>
              <input type="hidden" name="act" value={act} />
              <input type="hidden" name="messageId" value={message.id} />
              <Submit className="button">{words[act]}</Submit>
            </Form>
          ),
      )}
      {offers.thread && (
        <Link className="button" href={`/rooms/${message.room_id}?thread=${message.id}`} prefetch={false}>
          {message.replies ? words.toThread : words.thread}
        </Link>
      )}
      {stands && (
        <Link className="button" href={`${here}/reads`} prefetch={false}>
          {words.reads}
        </Link>
      )}
      {offers.remove && (
        <Link className="button button-danger" href={`${here}?ask=delete`} prefetch={false}>
          {words.page.deleteAsk}
        </Link>
      )}
    </div>
  );
}
