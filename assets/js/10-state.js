/* The URL is the only state: filters write it, pages are drawn from it. */
(function () {
  "use strict";
  const ORDER = ["level", "area", "offence", "cohort", "from", "to", "compare", "measure",
    "dataset", "focus", "sort", "cut", "invest"];
  const CARRIED = ["area", "offence", "cohort", "from", "to", "compare", "measure", "dataset"];
  const PATIENCE = 8000; // milliseconds until an unanswered request no longer holds up the next
  let mounted = null;
  let current = null;
  let count = 0;
  let sent = 0; // when the request that is under way was sent; 0 when there is none
  let waiting = null; // the newest question asked meanwhile

  /* One request at a time: answers cannot overtake each other, and of quick changes only the last
     is asked. */
  function ask(question) {
    if (sent && Date.now() - sent < PATIENCE) {
      waiting = question;
      return window.dash_clientside.no_update;
    }
    sent = Date.now();
    return question;
  }

  new MutationObserver((changes) => {
    if (!changes.some((change) => change.target.id.endsWith("-mounted"))) return;
    sent = 0;
    if (!waiting) return;
    const question = waiting;
    waiting = null;
    window.dash_clientside.set_props("query", { data: ask(question) });
  }).observe(document.documentElement, { subtree: true, attributeFilter: ["title"] });

  function text(values, defaults, keys) {
    const own = values.from !== defaults.from || values.to !== defaults.to;
    const parts = keys.filter((key) => {
      const value = values[key] || "";
      if (key === "from" || key === "to") return own && value;
      return value !== (defaults[key] || "");
    }).map((key) => key + "=" + encodeURIComponent(values[key] || "").replace(/%2C/g, ","));
    return parts.length ? "?" + parts.join("&") : "";
  }

  function collect(level, areas, offence, cohort, period, from, to, compare, measure, dataset,
    focus, sort, cut, invest, rendered, chips, links) {
    const none = window.dash_clientside.no_update;
    const answer = [none, none, none, none, none, none, none, none, links.map(() => none)];
    if (!rendered) return answer;
    const drawn = mounted !== rendered.id;
    if (drawn) {
      // The server has just drawn this: the controls follow it, nothing is asked.
      mounted = rendered.id;
      current = rendered.query;
      if (rendered.fresh) [sent, waiting] = [0, null];
      cohort = answer[4] = rendered.values.cohort;
      measure = answer[5] = rendered.values.measure;
      answer[6] = rendered.values.areas;
      areas = answer[7] = rendered.values.areas.map((area) => area.value);
    } else if ((chips || []).length > (areas || []).length) {
      answer[6] = chips.filter((area) => areas.includes(area.value));
    }
    const own = period === "own";
    if (!own && period) [from, to] = period.split("/");
    const values = {
      level, area: (areas || []).slice().sort().join(","), offence, cohort, from, to, compare,
      measure, focus: focus || "", sort: sort || "", cut, invest,
      dataset: dataset || rendered.defaults.dataset,
    };
    const query = text(values, rendered.defaults, ORDER);
    if (!own) [answer[1], answer[2]] = [from, to];
    answer[3] = own ? "own" : "own hidden";
    answer[8] = links.map((link) => link.path +
      text(values, rendered.defaults, CARRIED.filter((key) => key !== "level")));
    if (drawn || query === current) return answer;
    current = query;
    if (values.dataset !== rendered.values.dataset) {
      // Another dataset has other offences, levels and months: the whole page is drawn for it.
      window.location.assign(rendered.path + query);
      return answer;
    }
    window.history.replaceState(window.history.state, "", rendered.path + query);
    answer[0] = ask({ path: rendered.path, query, n: ++count });
    return answer;
  }

  /* Which page is open, in the navigation. */
  function mark(path, links) {
    document.querySelectorAll(".masthead nav a").forEach((link, place) => {
      if (links[place].path === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    // A page without filters hands on what it was given.
    const given = new URLSearchParams(window.location.search);
    const kept = CARRIED.filter((key) => key !== "level" && given.get(key))
      .map((key) => key + "=" + encodeURIComponent(given.get(key)).replace(/%2C/g, ","));
    if (!document.getElementById("filter-level")) {
      links.forEach((link) => window.dash_clientside.set_props(link, {
        href: link.path + (kept.length ? "?" + kept.join("&") : ""),
      }));
    }
    return links.map((link) => (link.path === path ? "nav active" : "nav"));
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

  /* Which area's panel is open: a click on the map, a name in the table, or the search. */
  function pickArea(click, typed, picks, close, current_) {
    const none = window.dash_clientside.no_update;
    const context = window.dash_clientside.callback_context;
    const hit = context.triggered[0];
    if (!hit) return [none, none];
    const source = hit.prop_id;
    if (source.endsWith("clickData")) {
      const point = click && click.points && click.points[0];
      return [point && point.location ? point.location : none, none];
    }
    if (source.startsWith("find-area")) {
      if (!typed) return [none, none];
      return find(typed).then((area) => (area ? [area.code, ""] : [none, none]));
    }
    if (!hit.value) return [none, none];
    const pressed = JSON.parse(source.slice(0, source.lastIndexOf(".")));
    return [pressed.type === "close-panel" ? "" : pressed.code, none];
  }

  /* A plan: slider and typed value tell the same number; the server says when it cannot be. */
  function plan(slid, typed, invest, cut) {
    const none = window.dash_clientside.no_update;
    const hits = window.dash_clientside.callback_context.triggered.map((hit) => hit.prop_id);
    if (hits.length !== 1) return [none, none, none, none];
    if (hits[0] === "costs-cut-range.value") {
      const value = String(slid);
      return value === cut ? [none, none, none, none] : [value, none, none, value];
    }
    if (hits[0] === "costs-invest.value") return [none, String(invest || ""), none, none];
    const number = Number(typed);
    return [String(typed || ""), none, number >= 1 && number <= 100 ? typed : none, none];
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
    svd: { collect, mark, addArea, pickArea, plan, copyLink },
  });
})();
