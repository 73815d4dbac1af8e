import { writeFileSync } from "node:fs";

/** Writes what a run of vitest came to: how many passed, how many failed, and what each failure said. */
export default class Report {
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === "failed");
    // A file that does not even load holds no failed test.
    const broken = modules.filter((module) => module.errors().length > 0);
    const told = [
      ...failed.map((test) => `${test.module.moduleId} › ${test.fullName}\n${said(test.result().errors)}`),
      ...broken.map((module) => `${module.moduleId}\n${said(module.errors())}`),
      ...unhandled.map((error) => `an error that no test waited for\n${said([error])}`),
    ];
    const passed = tests.filter((test) => test.result().state === "passed").length;
    writeFileSync(process.env.STAFFROOM_VITEST_REPORT, JSON.stringify({ passed, failed: told.length, told }));
  }
}

const said = (errors = []) => errors.map(({ message, stack }) => stack ?? message).join("\n");
