/* What a page shows is drawn here, from data: an element is [tag, attributes, children], a text is a
   text. React knows only the empty places. When other data comes for a place, the nodes whose data
   differs are changed and all others stay: with them the focus, what is open, and where a box is
   scrolled to. Text is only ever text; nothing here reads HTML. */
(function () {
  "use strict";
  const svd = (window.svd = window.svd || {});
  const SVG = "http://www.w3.org/2000/svg";
  const APART = new Set(["figure", "config", "value"]); // not attributes, or set by hand
  const known = new Map(); // by place: its id, and the twins of its nodes

  const key = (data) => (typeof data === "string" ? "" : data[1].id || "");
  const kind = (data) => (typeof data === "string" ? "" : data[0]);

  /* A twin is a node with the data that it was drawn from. */
  function make(data, inside) {
    if (typeof data === "string") return { data, node: document.createTextNode(data), held: [] };
    const [tag, attributes] = data;
    const shape = inside || tag === "svg";
    const node = shape ? document.createElementNS(SVG, tag) : document.createElement(tag);
    const twin = { data: [tag, {}, []], node, held: [], shape };
    change(twin, data, true);
    if (attributes.value !== undefined) node.setAttribute("value", attributes.value);
    return twin;
  }

  function write(node, before, after) {
    Object.keys(before).forEach((name) => {
      if (!(name in after) && !APART.has(name)) node.removeAttribute(name);
    });
    Object.entries(after).forEach(([name, value]) => {
      if (before[name] === value || APART.has(name) || /^on/i.test(name)) return;
      node.setAttribute(name, value === true ? "" : String(value));
    });
  }

  /* A field takes what its data says, but not from under the hands of who is typing in it. */
  function fill(node, value, follow) {
    if (node.value === String(value)) return;
    if (follow || node !== document.activeElement) node.value = value;
  }

  function change(twin, data, follow) {
    const { node } = twin;
    const [, before] = twin.data;
    const [tag, after, children] = data;
    write(node, before, after);
    twin.data = data;
    if (after.figure) svd.charts.show(node, after.figure, after.config);
    else if (before.figure) svd.charts.drop(node);
    if (tag === "input" && after.value !== undefined) fill(node, after.value, follow);
    twin.held = arrange(node, twin.held, children, follow, twin.shape);
  }

  function drop(twin) {
    if (typeof twin.data === "string") return twin.node.remove();
    twin.node.remove();
    return forget(twin);
  }

  function forget(twin) {
    if (typeof twin.data === "string") return;
    if (twin.data[1].figure) svd.charts.drop(twin.node);
    twin.held.forEach(forget);
  }

  /* Which node goes on as which: by its id, or as the next of its kind. */
  function matched(held, list) {
    const named = new Map();
    held.forEach((twin) => { if (key(twin.data)) named.set(key(twin.data), twin); });
    const plain = held.filter((twin) => !key(twin.data));
    let at = 0;
    return list.map((data) => {
      if (key(data)) {
        const twin = named.get(key(data));
        return twin && kind(twin.data) === kind(data) ? twin : null;
      }
      for (let place = at; place < plain.length; place += 1) {
        if (kind(plain[place].data) === kind(data)) {
          at = place + 1;
          return plain[place];
        }
      }
      return null;
    });
  }

  function arrange(parent, held, list, follow, shape) {
    const found = matched(held, list);
    const staying = new Set(found);
    held.forEach((twin) => { if (!staying.has(twin)) drop(twin); });
    let next = parent.firstChild;
    return list.map((data, place) => {
      let twin = found[place];
      if (!twin) twin = make(data, shape);
      else if (typeof data !== "string") change(twin, data, follow);
      else if (twin.data !== data) twin.node.data = twin.data = data;
      if (twin.node === next) next = next.nextSibling;
      else parent.insertBefore(twin.node, next);
      return twin;
    });
  }

  /* Places that React took away with the page before: what was drawn in them is let go. */
  function sweep() {
    known.forEach(({ held }, place) => {
      if (place.isConnected) return;
      held.forEach(forget);
      known.delete(place);
    });
  }

  /* Draw data into a place; `follow` when fields must show what the data says in any case. */
  svd.draw = function (place, data, follow) {
    sweep();
    let before = known.get(place);
    if (before && before.id !== place.id) { // React took the place of another page for this one
      before.held.forEach(drop);
      before = null;
    }
    const focused = document.activeElement;
    const inside = place.contains(focused);
    const held = arrange(place, before ? before.held : [], data, follow, false);
    known.set(place, { id: place.id, held });
    if (inside && !focused.isConnected) { // what had the focus is gone: it goes on from there
      const main = document.getElementById("main");
      if (main) main.focus({ preventScroll: true });
    }
  };
})();
