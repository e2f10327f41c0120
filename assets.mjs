// Builds web/static from web/assets: every top-level .scss becomes a style sheet, every top-level .js a bundled
// module, every picture a copy. File names carry a hash of their content, so that browsers may keep them for
// ever; manifest.json says which name stands for which ("site.css": "site.5d41402a.css").
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, "web", "assets");
const output = join(root, "web", "static");
const copied = new Set([".svg", ".png", ".ico", ".woff2", ".webmanifest"]);

/** Files directly in web/assets with this ending, without the partials that only others import. */
function entries(ending) {
  return readdirSync(sources)
    .filter((name) => extname(name) === ending && !name.startsWith("_"))
    .map((name) => join(sources, name));
}

function styleSheets() {
  return entries(".scss").map((file) => {
    const { css } = sass.compile(file, {
      loadPaths: [join(root, "node_modules")],
      style: "compressed",
      quietDeps: true, // Bootstrap 5 still uses @import; its warnings are not ours to mend
    });
    return [`${basename(file, ".scss")}.css`, Buffer.from(css)];
  });
}

async function modules() {
  const { outputFiles } = await esbuild.build({
    entryPoints: entries(".js"),
    outdir: output,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "eof",
    write: false,
  });
  return outputFiles.map((file) => [basename(file.path), file.contents]);
}

function pictures() {
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && copied.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [relative(sources, file).split(sep).join("/"), readFileSync(file)]);
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  return `${name.slice(0, -extname(name).length)}.${hash}${extname(name)}`;
}

// Everything is made in a folder beside the old one and takes its place whole: a page never meets half of it.
const fresh = `${output}.new`;
rmSync(fresh, { recursive: true, force: true });
const manifest = {};
for (const [name, content] of [...styleSheets(), ...(await modules()), ...pictures()]) {
  manifest[name] = hashed(name, content);
  mkdirSync(dirname(join(fresh, manifest[name])), { recursive: true });
  writeFileSync(join(fresh, manifest[name]), content);
}
writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");
rmSync(output, { recursive: true, force: true });
renameSync(fresh, output);
console.log(`web/static: ${Object.keys(manifest).length} files`);
