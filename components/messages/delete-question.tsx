import Link from "next/link";
import { Card } from "@/components/ui/card";
import { Form, Submit } from "@/components/ui/form";
import { acting } from "@/lib/i18n/acting";
import { say } from "@/lib/i18n/say";
import type { Clock } from "@/lib/i18n/time";
import type { MessageView } from "@/lib/messages/schema";
import { messagePage } from "./actions/place";
import type { FormAction } from "./message-forms";

/** The question before it goes: what of it remains, and whether the journal hears of it. */
export function DeleteQuestion(props: {
  message: MessageView;
  viewerId: number;
  locale: Clock["locale"];
  action: FormAction;
}) {
  const { message } = props;
  const words = acting[props.locale];
  const isOwn = message.author.id === props.viewerId;
  const title = isOwn
    ? words.removing.title
    : say(props.locale, words.removing.titleOf, { name: message.author.display_name });
  return (
    <Card title={title} lead={words.removing.effect}>
      {!isOwn && <p className="mt-1 text-ink-2">{words.removing.journal}</p>}
      <Form action={props.action}>
        <input type="hidden" name="messageId" value={message.id} />
        <div className="mt-4 flex flex-wrap gap-2.5">
          <Submit className="button button-danger">{words.removing.submit}</Submit>
          <Link className="button" href={messagePage(message)} prefetch={false}>
            {words.cancel}
          </Link>
        </div>
      </Form>
    </Card>
  );
}
