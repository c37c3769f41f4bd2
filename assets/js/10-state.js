/* The URL is the only state: filters write it, pages are drawn from it. */
(function () {
  "use strict";
  const NAV = "#react-entry-point .masthead nav a";
  const PATIENCE = 8000; // milliseconds until an unanswered request no longer holds up the next
  let mounted = null;
  let current = null;
  let count = 0;
  let sent = 0; // when the request that is under way was sent; 0 when there is none
  let waiting = null; // the newest question asked meanwhile
  let newest = null; // the question that was sent last
  let late = 0; // the timer that asks it when no answer comes
  let page = null; // path and parameters of the page that is drawn
  let leaving = true; // whether Dash draws another page, or the first one
  let address = ""; // the query in the address that the page was drawn or asked for
  let last = {}; // the values behind it
  let kept = {}; // what the page cannot answer: as asked, and what its control shows instead
  let coming = {}; // controls that were set a moment ago and may not show it yet
  let entry = ""; // what the newest entry of the history was made by
  let gesture = 0; // one more with every press and every field that is entered

  /* One request at a time: answers cannot overtake each other, and of quick changes only the last
     is asked. */
  function ask(question) {
    if (sent && Date.now() - sent < PATIENCE) {
      waiting = question;
      window.clearTimeout(late);
      late = window.setTimeout(next, PATIENCE); // an answer that never comes holds up nothing
      return window.dash_clientside.no_update;
    }
    sent = Date.now();
    waiting = null; // a newer question is on its way
    newest = question;
    return question;
  }

  function next() {
    if (!waiting) return;
    const question = waiting;
    waiting = null;
    sent = 0;
    window.dash_clientside.set_props("query", { data: ask(question) });
  }

  /* The answer is there, or will not come. */
  function answered() {
    sent = 0;
    next();
  }

  /* What was asked last is asked again. */
  function again() {
    if (!newest) return;
    const question = ask(Object.assign({}, newest, { n: ++count }));
    if (question.n) window.dash_clientside.set_props("query", { data: question });
  }

  ["pointerdown", "focusin"].forEach((kind) =>
    document.addEventListener(kind, () => { gesture += 1; }, true));

  /* A deliberate change is an entry of the history; what one gesture goes on typing or dragging
     is the same entry still. */
  function write(asked, values) {
    if (asked === address) return;
    const changed = page.parameters.filter((one) => values[one.name] !== last[one.name]);
    const maker = changed.map((one) => one.name).join() + " " + gesture;
    const dragged = changed.length && changed.every((one) => one.typed) && maker === entry;
    window.history[dragged ? "replaceState" : "pushState"]({}, "", page.path + asked);
    [address, last, entry] = [asked, values, maker];
  }

  /* Back, forward, or a link to the page that is open: it is asked for what the address says, and
     neither it nor its frame is drawn anew. All else is Dash's. This listener stands before those
     of Dash, whose Location does not know what the filters wrote. */
  function travel(event) {
    const path = "/" + window.location.pathname.replace(/^\/+|\/+$/g, "");
    if (leaving || path !== page.path || !document.getElementById("filter-status")) {
      leaving = true;
      return;
    }
    event.stopImmediatePropagation();
    if (window.location.search === address) return;
    [address, entry] = [window.location.search, ""];
    const given = new URLSearchParams(address);
    if (page.parameters.some((one) => one.drawn !== null
        && (given.has(one.name) ? given.get(one.name) : one.default) !== one.drawn)) {
      window.location.reload(); // what the other filters depend on is another
      return;
    }
    const question = ask({ path: page.path, query: address, n: ++count, follow: "all" });
    if (question.n) window.dash_clientside.set_props("query", { data: question });
  }
  window.addEventListener("popstate", travel, true);
  window.addEventListener("_dashprivate_pushstate", travel, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // its controls are those of when it was left
  });

  function query(parts) {
    return parts.length ? "?" + parts.map(([name, value]) =>
      name + "=" + encodeURIComponent(value).replace(/%2C/g, ",")).join("&") : "";
  }

  /* What is not as assumed, as a query; of two that go together both are written. */
  function text(parameters, values) {
    const differs = new Set(parameters
      .filter((one) => kept[one.name] || values[one.name] !== one.default)
      .map((one) => one.name));
    return query(parameters
      .filter((one) => differs.has(one.name) || differs.has(one.beside))
      .filter((one) => values[one.name] || !one.beside) // half a period is typed still
      .map((one) => [one.name, values[one.name]]));
  }

  /* Links of the navigation take what is carried with them. */
  function handOn(carried) {
    document.querySelectorAll(NAV).forEach((link) => {
      link.setAttribute("href", link.dataset.link + carried);
    });
  }

  /* The values of a callback's inputs and states, by the id of their component. */
  function heldBy(context) {
    const held = {};
    const put = (one) => {
      (held[one.id] = held[one.id] || {})[one.property] = one.value;
    };
    context.inputs_list.concat(context.states_list || [])
      .filter((one) => !Array.isArray(one)).forEach(put);
    return held;
  }

  /* What the controls hold, as a query has it, by the name of the parameter. */
  function valuesOf(parameters, held) {
    const values = {};
    parameters.forEach(({ name, id, control, default: usual }) => {
      const value = held[id] && Object.values(held[id])[0];
      if (control === "areas") values[name] = (held[id].value || []).slice().sort().join(",");
      else values[name] = control === "choice" ? value || usual : value || "";
    });
    return values;
  }

  /* The period is one control, or two fields of an own choice: either fills the other. */
  function agree(parameters, values, held) {
    const months = parameters.filter((one) => one.control === "month");
    const period = held["filter-period"].value;
    const own = period === "own";
    const box = document.getElementById("filter-own");
    const shown = own ? "own" : "own hidden";
    if (box && box.className !== shown) {
      window.dash_clientside.set_props("filter-own", { className: shown });
    }
    if (own || !period) return;
    period.split("/").forEach((month, place) => {
      const { name, id } = months[place];
      if (values[name] !== month) window.dash_clientside.set_props(id, { value: month });
      values[name] = month;
    });
  }

  function put(name, id, before, value, properties) {
    coming[name] = { before, value };
    window.dash_clientside.set_props(id, properties);
  }

  /* A control that was set counts as it will be, until it shows that or is changed again. */
  function arrived(name, value) {
    const due = coming[name];
    if (due && due.before === value) return due.value;
    delete coming[name];
    return value;
  }

  /* The controls follow what the server has just drawn; only what differs is set. */
  function follow(rendered, values, held) {
    let months = [];
    const period = held["filter-period"];
    // months that cannot be are still being written: what their fields hold stays
    const writing = period.value === "own" && (rendered.kept.from || rendered.kept.to);
    rendered.parameters.forEach(({ name, id, control }) => {
      const shown = rendered.values[name];
      if (shown === undefined || (writing && control === "month")) return;
      if (control === "month") months = months.concat(shown);
      if (shown === values[name]) return;
      put(name, id, values[name], shown, control === "areas"
        ? { options: rendered.chips, value: rendered.chips.map((area) => area.value) }
        : { [control === "held" ? "data" : "value"]: shown });
      values[name] = shown;
    });
    if (months.length === 2) {
      const listed = [...document.querySelectorAll("#filter-period option")];
      const span = months.join("/");
      const chosen = listed.some((one) => one.value === span) ? span : "own";
      if (period.value !== chosen) {
        put("period", "filter-period", period.value, chosen, { value: chosen });
        period.value = chosen;
      }
    }
  }

  /* What this page cannot answer stays in the address until its control is changed. */
  function keep(parameters, values, asked) {
    if (asked) {
      kept = {};
      Object.keys(asked).forEach((name) => {
        kept[name] = { asked: asked[name], shown: values[name] };
      });
    }
    parameters.forEach(({ name, beside }) => {
      if (!kept[name] || kept[name].shown === values[name]) return;
      delete kept[name];
      delete kept[beside];
    });
    return Object.assign({}, values, Object.fromEntries(
      Object.entries(kept).map(([name, one]) => [name, one.asked])));
  }

  function collect() {
    const none = window.dash_clientside.no_update;
    const context = window.dash_clientside.callback_context;
    const held = heldBy(context);
    const rendered = held.rendered && held.rendered.data;
    if (!rendered) return none;
    const { parameters } = rendered;
    const drawn = mounted !== rendered.id && (rendered.fresh || rendered.n === String(count));
    if (!drawn && leaving) return none; // another page is on its way
    if (drawn && rendered.fresh) [sent, waiting, coming, leaving] = [0, null, {}, false];
    const values = valuesOf(parameters, held);
    parameters.forEach(({ name }) => { values[name] = arrived(name, values[name]); });
    held["filter-period"].value = arrived("period", held["filter-period"].value);
    const { options: chips, value: areas } = held["filter-areas"];
    if (drawn) {
      // The server has just drawn this: the controls follow it, nothing is asked.
      mounted = rendered.id;
      page = rendered;
      if (rendered.fresh) [address, entry] = [window.location.search, ""];
      follow(rendered, values, held);
    } else if (!coming.area && (chips || []).length > (areas || []).length) {
      window.dash_clientside.set_props("filter-areas", {
        options: chips.filter((area) => (areas || []).includes(area.value)),
      });
    }
    agree(parameters, values, held);
    const wanted = keep(parameters, values, drawn && rendered.kept);
    handOn(text(parameters.filter((one) => one.carried), wanted));
    const asked = text(parameters, wanted);
    if (drawn) last = wanted;
    if (drawn || asked === current) {
      current = asked;
      return none;
    }
    current = asked;
    if (parameters.some((one) => one.drawn !== null && one.drawn !== values[one.name])) {
      // What the other filters depend on has changed: the whole page is drawn for it.
      const open = document.querySelector("#react-entry-point #filters[open]");
      window.location.assign(rendered.path + asked + (open ? "#filters" : ""));
      return none;
    }
    write(asked, wanted);
    const fallen = rendered.kept && Object.keys(rendered.kept).length;
    return ask({
      path: rendered.path, query: asked, n: ++count, follow: fallen ? "choices" : "",
    });
  }

  /* Which page is open, in the navigation. */
  function mark(path, carried) {
    document.querySelectorAll(NAV).forEach((link) => {
      const open = link.dataset.link === path;
      link.className = open ? "nav active" : "nav";
      if (open) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (!document.getElementById("filter-status")) {
      // A page without filters hands on what it was given.
      const given = new URLSearchParams(window.location.search);
      handOn(query(carried.filter((name) => given.get(name))
        .map((name) => [name, given.get(name)])));
    }
  }

  // Names and codes come with the boundaries, which the map has loaded already.
  let names = null;
  function areas() {
    if (!names) {
      const version = document.querySelector(".build").textContent;
      const load = (level) => fetch("/assets/boundaries/" + level + "s.json?v=" + version)
        .then((reply) => reply.json())
        .then((found) => found.features.map(({ properties: { code, name, borough } }) => ({
          code, level, label: level === "ward" ? name + ", " + borough : name,
        })));
      names = Promise.all([load("borough"), load("ward")]).then(([boroughs, wards]) =>
        boroughs.concat(wards.filter((area) => area.code.startsWith("E05"))));
    }
    return names;
  }

  function fill() {
    const list = document.getElementById("area-names");
    if (!list || list.childElementCount) return;
    const level = document.getElementById("filter-level");
    areas().then((found) => {
      if (list.childElementCount) return;
      const wanted = level && level.disabled && level.value === "borough"
        ? found.filter((area) => area.level === "borough") : found;
      list.append(...wanted.map((area) => {
        const option = document.createElement("option");
        option.value = area.label;
        return option;
      }));
    });
  }
  document.addEventListener("focusin", (event) => {
    if (event.target.getAttribute && event.target.getAttribute("list") === "area-names") fill();
  });

  function find(label) {
    const wanted = label.trim().toLowerCase();
    return areas().then((found) => found.find((area) => area.label.toLowerCase() === wanted));
  }

  function addArea(typed, options, chosen, level, fixed) {
    const none = window.dash_clientside.no_update;
    const same = [none, none, none, none];
    if (!typed) return same;
    return find(typed).then((area) => {
      if (!area) return same;
      if ((chosen || []).includes(area.code)) return [none, none, "", none];
      if (area.level === "ward" && fixed && level !== "ward") return same;
      const next = area.level === "ward" ? "ward" : level === "london" ? "borough" : level;
      return [
        (options || []).concat({ label: area.label, value: area.code }),
        (chosen || []).concat(area.code),
        "",
        next === level ? none : next,
      ];
    });
  }

  function copyLink(clicks) {
    if (!clicks) return window.dash_clientside.no_update;
    const link = window.location.href;
    const later = () => "Link copied";
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(link).then(later, () => "Copy from the address bar");
    }
    const box = document.createElement("textarea");
    box.value = link;
    box.setAttribute("aria-hidden", "true");
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done ? later() : "Copy from the address bar";
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    svd: { collect, mark, addArea, copyLink },
  });
  Object.assign(window.svd, { answered, again, find });
})();
