// Builds the style, scripts and images of the pages into
// internal/page/assets/dist, each named by the hash of its content, with a
// manifest of plain name to hashed name, and puts the font of PDF letters into
// internal/letter/fonts. Run it as `npm run build`.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "internal/page/assets/dist");
const packages = join(root, "node_modules");
const manifest = {};

async function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const end = extname(name);
  const hashed = `${basename(name, end)}-${hash}${end}`;
  await writeFile(join(out, hashed), content);
  manifest[name] = hashed;
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

// Images: ours, and those of MoJ Frontend that its style asks for. The crest of
// GOV.UK's footer is not for services outside GOV.UK, so its rules draw nothing.
const theirs = join(packages, "@ministryofjustice/frontend/moj/assets/images");
const { css } = sass.compile(join(here, "havenward.scss"), {
  loadPaths: [root, packages],
  style: "compressed",
});
const wanted = new Set([...css.matchAll(/url\("?images\/([^")]+)"?\)/g)].map((found) => found[1]));
wanted.delete("govuk-crest.svg");
for (const name of wanted) await put(name, await readFile(join(theirs, name)));
for (const name of await readdir(join(here, "images"))) {
  await put(name, await readFile(join(here, "images", name)));
}
await put("havenward.css", css.replace(/url\("?images\/([^")]+)"?\)/g, (_, name) =>
  manifest[name] ? `url(${manifest[name]})` : "none"));

// Scripts: GOV.UK Frontend as it ships, without the link to its source map, and
// our module, which imports it by its hashed name.
const govuk = await readFile(join(packages, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
await put("govuk-frontend.js", govuk.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
const ours = await readFile(join(here, "havenward.mjs"), "utf8");
await put("havenward.js", ours.replace("./govuk-frontend.js", `./${manifest["govuk-frontend.js"]}`));
await put("passkey.js", await readFile(join(here, "passkey.mjs"), "utf8"));

// The font of PDF letters, with its licence; browsers never fetch it.
for (const name of ["ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf", "LICENSE"]) {
  await copyFile(join(packages, "dejavu-fonts-ttf", name), join(root, "internal/letter/fonts", basename(name)));
}

await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
console.log(`built ${Object.keys(manifest).length} assets into internal/page/assets/dist`);
