import { Field } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import type { AdminWords, PageWords } from "@/lib/i18n/en";
import { roomNameCharsMax, roomTopicCharsMax } from "@/lib/limits";

/** What a room is: for making one and for changing it. */
export function RoomFields(props: {
  words: { rooms: AdminWords["rooms"]; fields: PageWords["fields"] };
  room?: { name: string; topic: string };
  visibility: "open" | "private";
  history: "all" | "joined";
  /** Whether every employee belongs here; undefined where that is not the reader's to say. */
  forAll?: boolean;
}) {
  const { room } = props;
  const { rooms, fields } = props.words;
  return (
    <>
      <Field
        key={room?.name}
        name="name"
        label={fields.roomName}
        defaultValue={room?.name}
        maxLength={roomNameCharsMax}
        autoComplete="off"
        required
      />
      <Field
        key={`${room?.topic} topic`}
        name="topic"
        label={`${fields.topic} (${fields.optional})`}
        defaultValue={room?.topic}
        hint={fields.topicHint}
        maxLength={roomTopicCharsMax}
        autoComplete="off"
      />
      <RoomRules words={rooms} visibility={props.visibility} history={props.history} />
      <p className="hint">{rooms.historyHint}</p>
      {props.forAll !== undefined && (
        <>
          <Select
            name="for_all"
            label={rooms.place}
            value={String(props.forAll)}
            options={[
              ["false", rooms.chosen],
              ["true", rooms.all],
            ]}
          />
          <p className="hint">{rooms.placeHint}</p>
        </>
      )}
    </>
  );
}

/** Who gets in and what newcomers see: of one room, or of rooms to come, whose fields have a prefix. */
export function RoomRules(props: {
  words: AdminWords["rooms"];
  visibility: "open" | "private";
  history: "all" | "joined";
  prefix?: string;
}) {
  const { words, prefix = "" } = props;
  return (
    <>
      <Select
        name={`${prefix}visibility`}
        label={words.visibility}
        value={props.visibility}
        options={[
          ["private", words.membersOnly],
          ["open", words.everybody],
        ]}
      />
      <Select
        name={`${prefix}history`}
        label={words.history}
        value={props.history}
        options={[
          ["all", words.histories.all],
          ["joined", words.histories.joined],
        ]}
      />
    </>
  );
}
