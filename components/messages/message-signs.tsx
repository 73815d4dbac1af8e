import { Card } from "@/components/ui/card";
import { Field, Form, Submit } from "@/components/ui/form";
import { type ActingWords, acting } from "@/lib/i18n/acting";
import { say } from "@/lib/i18n/say";
import type { Clock } from "@/lib/i18n/time";
import { emojiCharsMax } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import { usualSigns } from "./actions/usual-signs";
import { Reacted } from "./actions/who-dialog";
import type { FormAction, FormsProps } from "./message-forms";

/** Who put which signs, and the usual ones to be put or taken back with a press. */
export function Reactions({ message, offers, reacted, clock, actions }: FormsProps) {
  const words = acting[clock.locale];
  const put = new Map(message.reactions.map((sign) => [sign.emoji, sign]));
  return (
    <Card title={words.page.reactions}>
      {offers.speak && (
        <>
          <div className="mt-2 flex flex-wrap gap-2">
            {[...new Set([...put.keys(), ...usualSigns])].map((emoji) => (
              <Sign
                key={emoji}
                message={message}
                emoji={emoji}
                put={put.get(emoji)}
                words={words}
                clock={clock}
                action={actions.act}
              />
            ))}
          </div>
          <Form action={actions.act} className="mt-3">
            <input type="hidden" name="act" value="react" />
            <input type="hidden" name="messageId" value={message.id} />
            <div className="flex flex-wrap items-end gap-2.5">
              <Field name="emoji" label={words.page.react} maxLength={emojiCharsMax} autoComplete="off" required />
              <Submit className="button">{words.page.reactSubmit}</Submit>
            </div>
          </Form>
        </>
      )}
      <div className="mt-3">
        <Reacted signs={reacted} />
        {reacted.length === 0 && <p className="text-sm text-ink-3">{words.page.noReactions}</p>}
      </div>
    </Card>
  );
}

function Sign(props: {
  message: MessageView;
  emoji: string;
  put: { count: number; mine: boolean } | undefined;
  words: ActingWords;
  clock: Clock;
  action: FormAction;
}) {
  const { emoji, put, words } = props;
  const isMine = put?.mine ?? false;
  return (
    <Form action={props.action} saysDone={false}>
      <input type="hidden" name="act" value={isMine ? "unreact" : "react"} />
      <input type="hidden" name="messageId" value={props.message.id} />
      <Submit name="emoji" value={emoji} className={`sign ${isMine ? "is-mine" : ""}`}>
        <span aria-hidden="true">{emoji}</span>
        {put && <span aria-hidden="true">{put.count}</span>}
        <span className="sr-only">{say(props.clock.locale, isMine ? words.unreact : words.react, { emoji })}</span>
      </Submit>
    </Form>
  );
}
