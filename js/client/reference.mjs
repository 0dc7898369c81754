// The SDK's reference page, made of its exported types and their comments. Prints Markdown; a public name without a
// comment is an error. docs/generate.py keeps what it prints in docs/reference/client.md.
import { fileURLToPath } from "node:url";
import { SyntaxKind } from "typescript/unstable/ast";
import { API, SymbolFlags } from "typescript/unstable/sync";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PROJECT = `${HERE}tsconfig.browser.json`;
const ENTRIES = [
  { module: "@pressel/client", file: "src/index.ts", text: "No DOM, no framework: session, channel, floor." },
  {
    module: "@pressel/client/browser",
    file: "src/platform/browser.ts",
    text: "What a page brings. The server's `/sdk/pressel.js` is both modules in one.",
  },
];
/** Sections of the page by the file a name stands in; every file must be in one. */
const SECTIONS = [
  ["Session", ["session", "rest", "link", "errors"]],
  ["Channel", ["channel", "channel-view", "burst"]],
  ["Floor", ["floor"]],
  ["Talk button", ["talk-button"]],
  ["Sound and devices", ["media", "quality"]],
  ["Stores", ["store"]],
  ["What the server speaks of", ["messages.gen"]],
  ["Platform", ["platform"]],
  ["Page", ["browser", "browser-hand"]],
];
const FILES = SECTIONS.flatMap(([, files]) => files);
const KINDS = {
  [SyntaxKind.ClassDeclaration]: "class",
  [SyntaxKind.InterfaceDeclaration]: "shape",
  [SyntaxKind.TypeAliasDeclaration]: "type",
  [SyntaxKind.FunctionDeclaration]: "function",
  [SyntaxKind.VariableDeclaration]: "constant",
};
const HIDDEN = /^(?:(?:private|protected|static)\b|override readonly name\b|;)/;
const INTERNAL = /^\s*\/\*\*(?:(?!\*\/)[\s\S])*@internal/;

const problems = [];
const api = new API({ cwd: HERE });
const project = api.updateSnapshot({ openProjects: [PROJECT] }).getProject(PROJECT);
const { checker, program } = project;

const lines = ["# The SDK: @pressel/client", ""];
lines.push(
  "Made of the types and their comments in `js/client`. How to begin: [talk from a page of your own](../how-to/sdk.md).",
);
for (const { module, file, text } of ENTRIES) {
  lines.push("", `# ${module}`, "", text, "");
  const found = exported(`${HERE}${file}`);
  for (const [title, files] of SECTIONS) {
    const section = found.filter(({ home }) => files.includes(home));
    if (section.length > 0) lines.push(`## ${title}`, "", ...section.flatMap(shown));
  }
  const homeless = found.filter(({ home }) => !FILES.includes(home));
  problems.push(...homeless.map(({ name, home }) => `${name}: ${home}.ts has no section`));
}
api.close();
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(lines.join("\n"));

/** What a module exports, in the order of its sources. */
function exported(path) {
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(path));
  return checker
    .getExportsOfModule(symbol)
    .map((one) => (one.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one))
    .map((one) => {
      const node = one.declarations[0].resolve(project);
      const home = node.getSourceFile().fileName.replace(/^.*\/|\.ts$/g, "");
      return { name: one.name, symbol: one, node, home };
    })
    .sort((a, b) => FILES.indexOf(a.home) - FILES.indexOf(b.home) || a.node.pos - b.node.pos);
}

/** A heading, the comment, how it is written, and what it has. */
function shown({ name, symbol, node }) {
  const text = told(symbol, name);
  const kind = KINDS[node.kind];
  const head = [`### ${name}`, "", `*${kind}* · ${text}`, ""];
  if (kind === "function") return [...head, ...code(headOf(node))];
  if (kind === "type") return [...head, ...code(`type ${node.getText().replace(/^[\s\S]*?type /, "")}`)];
  // A table that is public is best read as it stands.
  if (kind === "constant") return [...head, ...code(`const ${node.type ? headOf(node) : node.getText()}`)];
  const base = (node.heritageClauses ?? []).map((clause) => clause.getText()).join(" ");
  if (base) head.push(`\`${base}\``, "");
  const members = (node.members ?? []).filter(isPublic);
  return [...head, ...members.map((member) => memberLine(name, kind, member)), ""];
}

function isPublic(member) {
  return !HIDDEN.test(member.getText()) && !INTERNAL.test(member.getFullText());
}

function memberSymbol(member) {
  return member.name ? checker.getSymbolAtLocation(member.name) : undefined;
}

function memberLine(owner, kind, member) {
  const symbol = memberSymbol(member);
  const isConstructor = member.kind === SyntaxKind.Constructor;
  const text = symbol ? comment(symbol) : "";
  const isMethod = member.kind === SyntaxKind.MethodDeclaration || member.kind === SyntaxKind.GetAccessor;
  if (kind === "class" && isMethod && text === "") problems.push(`${owner}.${symbol.name} has no comment`);
  const typed =
    member.initializer && !member.type ? `: ${checker.typeToString(checker.getTypeOfSymbol(symbol), member)}` : "";
  const written = isConstructor ? headOf(member).replace("constructor", `new ${owner}`) : headOf(member) + typed;
  return `- \`${written.replace(/^(?:(?:readonly|async|get) )+/, "")}\`${text ? `: ${text}` : ""}`;
}

/** As it is written, without what it does. */
function headOf(node) {
  const source = node.getSourceFile().text;
  const end = node.body?.pos ?? node.initializer?.pos ?? node.end;
  return source
    .slice(node.getStart(), end)
    .replace(/\s+/g, " ")
    .replace(/^export /, "")
    .replace(/[\s=;]+$/, "")
    .replace(/ ?,? \)/, ")")
    .replace(/\( /, "(");
}

function told(symbol, name) {
  const text = comment(symbol);
  if (text === "") problems.push(`${name} has no comment`);
  return text;
}

function comment(symbol) {
  const thrown = tags(symbol)
    .filter(({ name }) => name === "throws")
    .map(({ text }) => ` **Throws** ${oneLine(text)}`);
  return oneLine(checker.getDocumentationCommentOfSymbol(symbol)) + thrown.join("");
}

function tags(symbol) {
  return symbol ? checker.getJsDocTagsOfSymbol(symbol) : [];
}

function oneLine(text) {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

function code(text) {
  return ["```ts", text, "```", ""];
}
