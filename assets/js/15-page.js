/* The page follows the answers of the server, and hears what is done on it. What React does not know
   of is heard here, once for all that is drawn:
   data-set    names the parameter that a button (to data-value) or a field (to what it holds) sets;
   data-finds  the parameter that a field sets to the area whose name was written;
   data-link   a link to another page of the program, which loads no document. */
(function () {
  "use strict";
  const { svd } = window;
  const PAUSE = 250; // milliseconds that a slider must stand still
  let last = {}; // properties of Dash components as they were set, by id
  let newest = 0; // number of the answer that is drawn

  const set = (name, value) => window.dash_clientside.set_props(name, { data: value });

  function show(places, follow) {
    Object.entries(places).forEach(([id, data]) => {
      const place = document.getElementById(id);
      if (place) svd.draw(place, data, follow);
    });
  }

  function follow(holder) {
    const answer = JSON.parse(holder.dataset.answer);
    const fresh = answer.n === "";
    if (!fresh && Number(answer.n) < newest) return; // a newer one overtook it
    if (fresh) last = {};
    else newest = Number(answer.n);
    show(Object.assign({ fault: [] }, answer.places), fresh || answer.follow);
    Object.entries(answer.set).forEach(([id, properties]) => {
      const text = JSON.stringify(properties);
      if (!fresh && last[id] !== text) window.dash_clientside.set_props(id, properties);
      last[id] = text;
    });
    if (fresh) arrive();
    else svd.answered();
  }

  /* The place that an address names: written plainly, or escaped; an address may hold anything. */
  function named(hash) {
    try {
      return document.getElementById(decodeURIComponent(hash));
    } catch (fault) {
      return document.getElementById(hash);
    }
  }

  /* The page is drawn after the browser looked for the place that the address names. */
  function arrive() {
    const place = named(window.location.hash.slice(1));
    const closed = place && place.closest("details");
    if (closed) closed.open = true;
    if (place) place.scrollIntoView();
  }

  new MutationObserver((changes) => {
    const holders = new Set();
    changes.forEach((change) => {
      if (change.type === "attributes") holders.add(change.target);
      change.addedNodes.forEach((node) => {
        if (node.querySelectorAll) node.querySelectorAll("[data-answer]").forEach((one) => holders.add(one));
      });
    });
    holders.forEach((holder) => { if (holder.isConnected) follow(holder); });
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributeFilter: ["data-answer"],
  });

  /* An answer that is none: Dash says so to developers only. */
  function fail(why) {
    const button = ["button", { type: "button", "data-again": "" }, ["Try again"]];
    show({ fault: [["p", { class: "notice" }, [
      "The last change could not be drawn: " + why + ". What you see is the view before. ", button,
    ]]] });
    svd.answered();
  }

  const fetched = window.fetch;
  window.fetch = function (address, ...rest) {
    const reply = fetched.call(window, address, ...rest);
    const body = rest[0] && rest[0].body;
    if (typeof body === "string" && body.includes('-mounted.data-answer"')) {
      reply.then(({ ok, status }) => { if (!ok) fail("the server answered with an error (" + status + ")"); },
        () => fail("the server did not answer"));
    }
    return reply;
  };

  /* A field's siblings that set the same show the same. */
  function mirror(field) {
    document.querySelectorAll(`[data-set="${field.dataset.set}"]`).forEach((other) => {
      if (other === field || other.tagName !== "INPUT") return;
      const number = Number(field.value);
      if (other.type !== "range" || (number >= other.min && number <= other.max)) {
        other.value = field.value;
      }
    });
  }

  let pause = 0;
  function entered(field) {
    window.clearTimeout(pause);
    mirror(field);
    set(field.dataset.set, field.value);
  }

  document.addEventListener("input", ({ target }) => {
    if (target.type === "range" && target.dataset.set) {
      mirror(target);
      window.clearTimeout(pause);
      pause = window.setTimeout(() => { if (target.isConnected) entered(target); }, PAUSE);
    } else if (target.dataset.finds) found(target);
  });

  document.addEventListener("change", ({ target }) => {
    if (target.tagName === "INPUT" && target.dataset.set) entered(target);
  });

  function found(field) {
    if (!field.value) return;
    svd.find(field.value).then((area) => {
      if (!area) return;
      field.value = "";
      set(field.dataset.finds, area.code);
    });
  }

  function travel(event, link) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    window.history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  document.addEventListener("click", (event) => {
    const hit = event.target.closest && event.target.closest("button, a[data-link]");
    if (!hit || hit.closest(".first")) return;
    if (hit.dataset.link !== undefined) travel(event, hit);
    else if (hit.dataset.set) set(hit.dataset.set, hit.dataset.value);
    else if (hit.dataset.again !== undefined) svd.again();
  });
})();
