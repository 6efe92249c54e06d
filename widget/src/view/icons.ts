const SVG = "http://www.w3.org/2000/svg";

/** Lines on a field of 24 by 24. */
const LINES = {
  send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  leave: "M10 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h4M14 8l4 4-4 4M18 12H9",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
  calendar: "M7 3.5v3M17 3.5v3M4 9.5h16M5.5 5h13A1.5 1.5 0 0 1 20 6.5v12a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-12A1.5 1.5 0 0 1 5.5 5z",
  alert: "M12 8v5M12 16.5h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
  out: "M8 16 16.5 7.5M9 7h8v8",
  copy: "M9 9h10v10H9zM5 15V5h10",
  print: "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
  compare: "M7 4v16M17 4v16M3.5 8h7M13.5 8h7",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7",
  shield: "M12 3.5l7 2.5v5.5c0 4.5-3 7.6-7 9-4-1.4-7-4.5-7-9V6z",
  phone: "M6 4h3l1.5 4.5-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2L20 15v3a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z",
} as const;

export function icon(name: keyof typeof LINES): SVGElement {
  return drawing("0 0 24 24", "icon", [{ d: LINES[name], class: "stroke" }]);
}

/** The helmet with its lamp. */
export function helmet(): SVGElement {
  return drawing("0 0 48 48", "helmet", [
    { d: "M9 30a15 15 0 0 1 30 0z", class: "shell" },
    { d: "M8 29.5h32a2.75 2.75 0 0 1 0 5.5H8a2.75 2.75 0 0 1 0-5.5z", class: "shell" },
    { d: "M24 15.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12z", class: "ring" },
    { d: "M24 18.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z", class: "lamp" },
  ]);
}

function drawing(viewBox: string, name: string, paths: readonly { d: string; class: string }[]): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox, class: name, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const { d, class: part } of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", part);
    svg.append(path);
  }
  return svg;
}
