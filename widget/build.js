// Bundles the widget into dist/kumpel-chat.js; the style is minified and goes into the script as a string.
// The typeface is for the site around it; on another website the widget has that website's.
import { copyFile, readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const TARGET = ["es2022", "chrome123", "edge123", "firefox128", "safari17.5"];

/** A `rem` is the host page's; the widget's own is in a property. Media queries know the person's size only. */
function inRems(style) {
  const lines = style.split("\n");
  const own = (line) => (line.startsWith("@media") ? line : line.replace(/(-?[\d.]+)rem\b/g, "calc($1 * var(--kumpel-rem))"));
  return lines.map(own).join("\n");
}

const styleAsText = {
  name: "style-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const style = inRems(await readFile(path, "utf8"));
      const { code } = await transform(style, { loader: "css", minify: true, target: TARGET });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await build({
  entryPoints: { "kumpel-chat": "src/define.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  charset: "utf8",
  target: TARGET,
  plugins: [styleAsText],
});

await copyFile("node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2", "dist/figtree.woff2");
