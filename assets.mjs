// Builds web/static from web/assets: every top-level .scss becomes a style sheet, every top-level .js a bundled
// module, every picture a copy, and the icons one picture. File names carry a hash of their content, so that browsers may keep them for
// ever; manifest.json says which name stands for which ("site.css": "site.5d41402a.css").
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, "web", "assets");
const output = join(root, "web", "static");
const fonts = new Map(); // name below web/static -> content; their names carry a hash already
const copied = new Set([".svg", ".png", ".ico", ".woff2", ".webmanifest"]);

/** Files directly in web/assets with this ending, without the partials that only others import. */
function entries(ending) {
  return readdirSync(sources)
    .filter((name) => extname(name) === ending && !name.startsWith("_"))
    .map((name) => join(sources, name));
}

/** Style sheets, and the font files they name, which esbuild finds in node_modules and names by their content. */
async function styleSheets() {
  const sheets = entries(".scss").map((file) => [
    file,
    sass.compile(file, {
      loadPaths: [join(root, "node_modules")],
      quietDeps: true, // Bootstrap 5 still uses @import; its warnings are not ours to mend,
      silenceDeprecations: ["import"], // nor is it ours that its parts can only be chosen by one
    }).css,
  ]);
  const built = await Promise.all(
    sheets.map(([file, css]) =>
      esbuild
        .build({
          stdin: { contents: css, loader: "css", resolveDir: root, sourcefile: `${basename(file, ".scss")}.css` },
          outdir: output,
          bundle: true,
          minify: true,
          loader: { ".woff2": "file" },
          assetNames: "fonts/[name].[hash]",
          legalComments: "eof",
          write: false,
        })
        .then(({ outputFiles }) => [basename(file, ".scss"), outputFiles]),
    ),
  );
  for (const { path, contents } of built.flatMap(([, files]) => files)) {
    if (extname(path) === ".woff2") fonts.set(relative(output, path).split(sep).join("/"), contents);
  }
  return built.map(([name, files]) => [`${name}.css`, files.find(({ path }) => path.endsWith(".css")).contents]);
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

/**
 * The fonts of PDFs, for signs that the compiler's own have not: as .ttf, the one kind it reads. A .woff is the same
 * tables, each deflated (W3C, WOFF 1.0).
 */
function paperFonts() {
  const chinese = readFileSync(
    join(root, "node_modules/@fontsource/zcool-xiaowei/files/zcool-xiaowei-chinese-simplified-400-normal.woff"),
  );
  fonts.set("paper/chinese.ttf", unpacked(chinese));
  const emoji = "node_modules/@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf";
  fonts.set("paper/emoji.ttf", readFileSync(join(root, emoji)));
  const licences = {
    chinese: "@fontsource/zcool-xiaowei/LICENSE",
    emoji: "@expo-google-fonts/noto-emoji/LICENSE_FONT",
  };
  for (const [name, file] of Object.entries(licences))
    fonts.set(`paper/${name}-licence.txt`, readFileSync(join(root, "node_modules", file)));
}

function unpacked(woff) {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, n) => {
    const [tag, at, packed, size, sum] = [0, 4, 8, 12, 16].map((offset) => woff.readUInt32BE(44 + 20 * n + offset));
    const held = woff.subarray(at, at + packed);
    return { tag, sum, data: packed < size ? inflateSync(held) : held };
  });
  const head = Buffer.alloc(12 + 16 * count);
  const power = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  [count, 16 * 2 ** power, power, 16 * (count - 2 ** power)].forEach((value, n) =>
    head.writeUInt16BE(value, 4 + 2 * n),
  );
  let at = head.length;
  const padded = tables.map(({ tag, sum, data }, n) => {
    [tag, sum, at, data.length].forEach((value, part) => head.writeUInt32BE(value, 12 + 16 * n + 4 * part));
    const whole = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    at += whole.length;
    return whole;
  });
  return Buffer.concat([head, ...padded]);
}

function pictures() {
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && copied.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [relative(sources, file).split(sep).join("/"), readFileSync(file)]);
}

/** One file with the icons that icons.txt names: <use href="icons.svg#house"> shows one. */
function icons() {
  const names = readFileSync(join(sources, "icons.txt"), "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const symbols = names.map((name) => {
    const drawn = readFileSync(join(root, "node_modules", "lucide-static", "icons", `${name}.svg`), "utf8");
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawn.match(/<svg[^>]*>([^]*)<\/svg>/)[1].replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  const licence = "<!-- Icons by the Lucide contributors, ISC licence, lucide.dev -->";
  return [["icons.svg", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${licence}${symbols.join("")}</svg>`)]];
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  return `${name.slice(0, -extname(name).length)}.${hash}${extname(name)}`;
}

// Everything is made in a folder beside the old one and takes its place whole: a page never meets half of it.
const fresh = `${output}.new`;
paperFonts();
rmSync(fresh, { recursive: true, force: true });
const manifest = {};
for (const [name, content] of [...(await styleSheets()), ...(await modules()), ...pictures(), ...icons()]) {
  manifest[name] = hashed(name, content);
  mkdirSync(dirname(join(fresh, manifest[name])), { recursive: true });
  writeFileSync(join(fresh, manifest[name]), content);
}
for (const [name, content] of fonts) {
  mkdirSync(dirname(join(fresh, name)), { recursive: true });
  writeFileSync(join(fresh, name), content);
}
writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");
rmSync(output, { recursive: true, force: true });
renameSync(fresh, output);
console.log(`web/static: ${Object.keys(manifest).length + fonts.size} files`);
