// Builds what the pages load: app.js, scan.js, app.css, the fonts, the icon sprite and the scanner's wasm.
// Everything lands in one folder that is swapped in whole, so a page never meets half a build.

import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const modules = path.join(root, "node_modules");
const target = path.join(root, "src/firstbell/platform/web/static/firstbell/dist");
const fresh = `${target}.new`;

const entries = ["app.js", "scan.js", "desk.js", "sign.js", "count.js", "count-worker.js", "app.css"];
const fonts = ["hanken-grotesk", "atkinson-hyperlegible-next"].map((family) =>
  path.join(modules, "@fontsource-variable", family, "files", `${family}-latin-wght-normal.woff2`),
);
const outlines = path.join(modules, "@tabler/icons/icons/outline");

// Our CSS may name a font by its file name alone, wherever its package keeps it.
const fontsByName = {
  name: "fonts-by-name",
  setup({ onResolve }) {
    onResolve({ filter: /\.woff2$/ }, ({ path: asked }) => {
      const found = fonts.find((font) => path.basename(font) === path.basename(asked));
      return found ? { path: found } : undefined;
    });
  },
};

async function bundle() {
  const { metafile } = await build({
    entryPoints: entries.map((entry) => path.join(here, entry)),
    outdir: fresh,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome109", "firefox115", "safari15.6"],
    loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
    assetNames: "[name]",
    legalComments: "none", // licences.txt carries them whole
    logLevel: "warning",
    metafile: true,
    plugins: [fontsByName],
  });
  return Object.keys(metafile.inputs);
}

async function iconNames() {
  const text = await readFile(path.join(here, "icons.txt"), "utf8");
  const names = text.split("\n").map((line) => line.split("#")[0].trim());
  return [...new Set(names.filter(Boolean))].sort();
}

async function icon(name) {
  let svg;
  try {
    svg = await readFile(path.join(outlines, `${name}.svg`), "utf8");
  } catch {
    throw new Error(`frontend/icons.txt: Tabler has no outline icon "${name}". ${await nearNames(name)}`);
  }
  const shapes = svg
    .slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
    .replace(/\n\s*/g, "");
  // The width of the line is left to CSS: an attribute here would win over the page's own.
  return `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
}

async function nearNames(name) {
  const words = name.split("-");
  const all = (await readdir(outlines)).map((file) => path.basename(file, ".svg"));
  const near = all.filter((other) => words.some((word) => other.split("-").includes(word))).slice(0, 8);
  return near.length ? `It has ${near.join(", ")}.` : "";
}

async function sprite() {
  const symbols = await Promise.all((await iconNames()).map(icon));
  await writeFile(
    path.join(fresh, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`,
  );
}

// The licences of what is served travel with it: the fonts' and the icons' ask for that.
async function licences(inputs) {
  const names = [...inputs, ...fonts, outlines, path.join(modules, "zxing-wasm")].map(packageName);
  const texts = await Promise.all([...new Set(names.filter(Boolean))].sort().map(licence));
  await writeFile(path.join(fresh, "licences.txt"), texts.join("\n\n"));
}

function packageName(file) {
  const [, inside] = file.split("node_modules/").slice(-2);
  return inside?.match(/^(@[^/]+\/)?[^/]+/)?.[0];
}

async function licence(name) {
  const folder = path.join(modules, name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  const text = file ? await readFile(path.join(folder, file), "utf8") : "";
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

async function report() {
  const files = (await readdir(target)).sort();
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(target, file))).size));
  files.forEach((file, n) => console.log(`  ${String(Math.ceil(sizes[n] / 1024)).padStart(5)} kB  ${file}`));
}

async function main() {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const inputs = await bundle();
  await sprite();
  for (const font of fonts) await cp(font, path.join(fresh, path.basename(font)));
  const wasm = path.join(modules, "zxing-wasm/dist/reader/zxing_reader.wasm");
  await cp(wasm, path.join(fresh, path.basename(wasm)));
  await licences(inputs);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  await report();
}

main().catch((problem) => {
  console.error(problem.errors ? "The front end does not build; see above." : String(problem.message));
  process.exitCode = 1;
});
