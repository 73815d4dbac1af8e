import { Card } from "@/components/ui/card";
import { Form, Submit } from "@/components/ui/form";
import { Select } from "@/components/ui/select";
import type { FormState } from "@/lib/action";
import type { SecurityProps } from "./entrance-cards";

const creations = ["admins", "members", "guests"] as const;
const memberships = ["admins", "room_admins", "members"] as const;

/** Who makes rooms, and who puts people into them. */
export function RulesCard(props: SecurityProps & { action: (state: FormState, form: FormData) => Promise<FormState> }) {
  const { words, company } = props;
  return (
    <Card title={words.rooms}>
      <Form action={props.action}>
        <Select
          name="room_creation"
          label={words.roomCreation}
          value={company.room_creation}
          options={creations.map((rule) => [rule, words.roomCreations[rule]])}
        />
        <Select
          name="membership"
          label={words.membership}
          value={company.membership}
          options={memberships.map((rule) => [rule, words.memberships[rule]])}
        />
        <Submit className="button mt-4">{props.frame.save}</Submit>
      </Form>
    </Card>
  );
}
