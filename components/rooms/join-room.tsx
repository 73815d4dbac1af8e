import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import type { PageWords } from "@/lib/i18n/en";
import type { RoomView } from "@/lib/rooms/schema";

/** An open room that one is not in yet. */
export function JoinRoom(props: {
  room: RoomView;
  words: PageWords;
  action: (state: FormState, form: FormData) => Promise<FormState>;
}) {
  const { room, words } = props;
  return (
    <div className="grid flex-1 place-items-center p-6">
      <div className="w-full max-w-sm text-center">
        <h1 className="page-title">{room.name}</h1>
        <p className="page-lead">{room.topic || words.room.joinLead}</p>
        <Form action={props.action}>
          <input type="hidden" name="roomId" value={room.id} />
          <Submit>{words.room.join}</Submit>
        </Form>
      </div>
    </div>
  );
}
