/* What Dash asks for in turn before it draws the first page (its layout, its callbacks, the page), the
   server has put into the document: it is answered from there, once, and everything else is sent. */
(function () {
  "use strict";
  const { pathname, search } = window.location;
  const fetched = window.fetch;

  /* What the server sent as HTML is to be seen before the page is made: a page that is not looked at
     has no pictures to wait for. */
  const seen = new Promise((resolve) => {
    const painted = performance.getEntriesByType("paint").length > 0;
    if (painted || document.hidden) resolve();
    document.addEventListener("visibilitychange", resolve, { once: true });
    requestAnimationFrame(() => setTimeout(resolve));
  });

  function take(name) {
    const holder = document.getElementById("given-" + name);
    if (!holder) return null;
    holder.remove();
    return holder.textContent;
  }

  /* Whether a request asks for the page that the address named when the document was loaded. */
  function first(body) {
    const { output, inputs } = JSON.parse(body);
    if (!output.startsWith(".._pages_content.children.")) return false;
    const told = Object.fromEntries(inputs.map((one) => [one.property, one.value]));
    return told.pathname === pathname && told.search === search;
  }

  function answer(address, body) {
    const name = String(address).split("?")[0].split("/").pop();
    if (name === "_dash-layout") return take("layout");
    if (name === "_dash-dependencies") return take("dependencies");
    if (name !== "_dash-update-component" || typeof body !== "string") return null;
    return document.getElementById("given-page") && first(body) ? take("page") : null;
  }

  window.fetch = function (address, ...rest) {
    const text = answer(address, rest[0] && rest[0].body);
    if (text === null) return fetched.call(window, address, ...rest);
    const headers = { "Content-Type": "application/json" };
    return seen.then(() => new Response(text, { headers }));
  };
})();
