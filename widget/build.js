// Bundles the widget into dist/kumpel-chat.js; the style is minified and goes into the script as a string.
// The typeface is for the site around it; on another website the widget has that website's.
import { copyFile, readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const TARGET = ["es2022", "chrome123", "edge123", "firefox128", "safari17.5"];

const styleAsText = {
  name: "style-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const style = await readFile(path, "utf8");
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
