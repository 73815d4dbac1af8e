import Link from "next/link";
import type { ReactNode } from "react";
import { Form, Submit } from "@/components/ui/form";
import type { FormState } from "@/lib/action";
import { OnceDone, UntilDone } from "./stages";

/**
 * A page that says what is about to happen, to whom, and asks. Afterwards what was done stands in the question's place.
 * Works without scripts: it is a page, not a dialog.
 */
export function Confirm(props: {
  title: string;
  /** What will happen, in whole sentences. */
  consequences: string[];
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** The fields that the verb takes. */
  children: ReactNode;
  submit: string;
  /** Takes something away that does not come back by itself. */
  isDanger?: boolean;
  cancel: string;
  backTo: string;
  /** What leads back once it is done; left out, the same word as before. */
  back?: string;
  /** Shows what was done in a way of its own. */
  done?: ReactNode;
}) {
  return (
    <div className="admin-page max-w-[640px]">
      <h1 className="page-title">{props.title}</h1>
      <Form action={props.action} saysDone={false}>
        <UntilDone>
          {props.consequences.map((sentence) => (
            <p key={sentence} className="mt-2">
              {sentence}
            </p>
          ))}
          <div className="mt-5">{props.children}</div>
          <div className="mt-5 flex flex-wrap gap-2.5">
            <Submit className={`button ${props.isDanger ? "button-danger" : "button-main"}`}>{props.submit}</Submit>
            <Link href={props.backTo} className="button min-h-11" prefetch={false}>
              {props.cancel}
            </Link>
          </div>
        </UntilDone>
        {props.done}
        <OnceDone isSaid={props.done === undefined}>
          <Link href={props.backTo} className="button mt-5" prefetch={false}>
            {props.back ?? props.cancel}
          </Link>
        </OnceDone>
      </Form>
    </div>
  );
}
