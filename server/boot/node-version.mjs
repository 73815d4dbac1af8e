const needed = [20, 19];

/** Ends the process with one sentence when this Node is too old to run the product. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  console.error(
    `Staffroom needs Node.js ${needed.join(".")} or newer and this is ${version}: install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}
