// The outline without loading the page again: moving by mouse, by buttons and with Alt and the arrow keys. The keyboard
// stays on what was moved, and a live region says where it is now. Without this script the buttons do the same.
(function () {
  var told = document.getElementById("told");
  if (!window.fetch || !told) return;
  var busy = false;

  function outline() { return document.getElementById("outline"); }
  function token() { return outline().querySelector("[name=csrfmiddlewaretoken]").value; }

  function post(address, values, focus) {
    if (busy) return;
    busy = true;
    var url = new URL(address, location.href), body = new URLSearchParams(values);
    new URLSearchParams(location.search).forEach(function (value, name) { url.searchParams.set(name, value); });
    return fetch(url, {
      method: "POST", body: body, credentials: "same-origin",
      headers: { "X-Part": "outline", "X-CSRFToken": token() }
    }).then(function (answer) {
      return answer.text().then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("outline");
        if (fresh && !answer.redirected) return show(fresh, focus);
        throw new Error("another page");
      });
    }).finally(function () { busy = false; });
  }

  function show(fresh, focus) {
    var shut = [...document.querySelectorAll("#outline details[data-keep]:not([open])")].map(function (one) { return one.dataset.keep; });
    fresh.querySelectorAll("details[data-keep]").forEach(function (one) { if (shut.includes(one.dataset.keep)) one.open = false; });
    outline().replaceWith(document.importNode(fresh, true));
    ready();
    told.textContent = outline().dataset.told;
    if (!outline().querySelector("[role=alert]")) document.body.dispatchEvent(new CustomEvent("draft-changed"));
    var at = document.getElementById("at-" + outline().dataset.at);
    if (!at) return;
    var closed = at.closest("details[data-keep]:not([open])");
    if (closed) closed.open = true;
    var target = (focus && at.querySelector("[data-way=" + focus + "]")) || at.querySelector(".go");
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!form.closest("#outline") || !button) return;
    event.preventDefault();
    var values = new FormData(form, button);
    var address = button.hasAttribute("formaction") ? button.formAction : form.action;
    post(address, values, button.dataset.way).catch(function () {
      form.action = address; // another page comes first, such as what names it
      var hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = button.name; hidden.value = button.value;
      form.append(hidden);
      form.submit();
    });
  });

  document.addEventListener("keydown", function (event) {
    var way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    var row = event.altKey && way && event.target.closest && event.target.closest("#outline li[data-ref]");
    if (!row) {
      var open = event.key === "Escape" && event.target.closest && event.target.closest("details.more[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      return;
    }
    event.preventDefault();
    row.querySelector(":scope > .item [data-way=" + way + "]").click();
  });

  document.addEventListener("click", function (event) {
    document.querySelectorAll("#outline details.more[open]").forEach(function (one) {
      if (!one.contains(event.target)) one.open = false;
    });
  });

  function ready() {
    if (!window.Sortable || outline().dataset.filtered) return;
    outline().querySelectorAll("ol[data-holds]").forEach(function (list) {
      window.Sortable.create(list, {
        group: list.dataset.holds, handle: ".grip", draggable: "li[data-ref]", animation: 120, forceFallback: true, fallbackTolerance: 3,
        onEnd: function (event) {
          if (event.from === event.to && event.oldIndex === event.newIndex) return;
          var before = event.item.previousElementSibling;
          while (before && !before.dataset.ref) before = before.previousElementSibling;
          var after = before ? before.dataset.ref : event.to.dataset.parent;
          post(outline().dataset.move + event.item.dataset.ref + "/move/", { after: after, csrfmiddlewaretoken: token() })
            .catch(function () { location.reload(); });
        }
      });
    });
  }
  ready();
})();
