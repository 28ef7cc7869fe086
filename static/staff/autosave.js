// Stores each field of the editor when it is left, or a moment after somebody stops typing. What cannot be stored stays
// in its field and is sent again. Without this script the button “Save” stores the whole form.
(function () {
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) return;
  document.documentElement.classList.add("scripted");
  var PAUSE = 1500, RETRY = 5000;
  var words = form.dataset, timers = new Map(), waiting = new Set(), failed = new Map();
  var queue = Promise.resolve(), sending = 0, reload = false;

  function fieldOf(element) { return element.closest && element.closest("[data-field]"); }
  function tell(field, text, bad) {
    var place = field.querySelector("[data-kept]");
    place.textContent = text;
    place.classList.toggle("bad", Boolean(bad));
  }
  function token() { return form.querySelector("[name=csrfmiddlewaretoken]").value; }
  function contents(field) {
    var found = new URLSearchParams();
    field.querySelectorAll("[name]").forEach(function (input) {
      if ((input.type === "checkbox" || input.type === "radio") && !input.checked) return;
      found.append(input.name, input.value);
    });
    return found;
  }

  function later(field, pause) {
    waiting.add(field);
    clearTimeout(timers.get(field));
    if (pause !== null) timers.set(field, setTimeout(function () { store(field); }, pause));
  }
  function store(field) {
    clearTimeout(timers.get(field));
    if (!waiting.has(field)) return queue;
    waiting.delete(field);
    failed.delete(field);
    sending += 1;
    queue = queue.then(function () { return send(field); }).finally(function () { sending -= 1; settled(); });
    return queue;
  }
  function send(field) {
    if (!field.isConnected) return null;
    var body = contents(field), sent = body.toString();
    body.append("back", form.querySelector("[name=back]").value);
    tell(field, words.busy);
    return fetch(form.action, {
      method: "POST", body: body, credentials: "same-origin",
      headers: { "Accept": "application/json", "X-CSRFToken": token() }
    }).then(function (answer) {
      var isJson = (answer.headers.get("Content-Type") || "").indexOf("application/json") === 0;
      if (!isJson) return keep(field, answer.redirected || answer.status === 403 ? "out" : "failed");
      return answer.json().then(function (data) { taken(field, sent, answer.status, data); });
    }).catch(function () { keep(field, "offline"); });
  }
  function taken(field, sent, status, data) {
    if (status === 200) return stored(field, sent, data);
    if (data.merge && data.merge[field.dataset.field]) return merge(field, data.merge[field.dataset.field]);
    tell(field, data.refused, true);
    failed.set(field, "refused");
  }
  function stored(field, sent, data) {
    Object.keys(data.was).forEach(function (name) {
      var was = field.querySelector("[name='was-" + name + "']");
      if (was) was.value = data.was[name];
    });
    if (field.classList.contains("merge")) { failed.delete(field); reload = true; return; }
    if (data.states[field.dataset.field] !== undefined) {
      field.querySelector("[data-state]").textContent = data.states[field.dataset.field];
    }
    tell(field, data.said);
    var bar = document.getElementById("undo");
    if (bar && data.said) bar.outerHTML = data.toolbar;
    if (data.said) document.body.dispatchEvent(new CustomEvent("draft-changed"));
    reload = reload || data.reload;
    var now = contents(field), before = new URLSearchParams(sent);
    if (now.getAll(field.dataset.field).join("\n") !== before.getAll(field.dataset.field).join("\n")) later(field, PAUSE);
  }
  function merge(field, html) {
    var holder = document.createElement("div");
    holder.innerHTML = html;
    var both = holder.firstElementChild;
    field.replaceWith(both);
    failed.set(both, "merge");
    both.focus();
  }
  function keep(field, why) {
    failed.set(field, why);
    waiting.add(field);
    tell(field, words[why] + " ", true);
    var button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = words.again;
    button.addEventListener("click", retry);
    field.querySelector("[data-kept]").append(button);
    setTimeout(retry, RETRY);
  }
  function retry() {
    var again = [...failed].filter(function (one) { return one[1] === "out" || one[1] === "offline"; });
    if (!again.length || sending) return;
    var ready = again.some(function (one) { return one[1] === "out"; }) ? renew() : Promise.resolve();
    ready.then(function () { again.forEach(function (one) { store(one[0]); }); });
  }
  // After somebody logged in again in another tab, the form needs the token of the new log-in.
  function renew() {
    return fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.text(); })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
        if (fresh) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = fresh.value; });
      }).catch(function () {});
  }
  function settled() {
    if (sending || !reload || waiting.size || failed.size) return;
    sessionStorage.setItem("focused", known(document.activeElement));
    location.reload();
  }
  function flush() {
    [...waiting].forEach(store);
    return queue;
  }

  form.addEventListener("input", function (event) {
    var field = fieldOf(event.target);
    if (!field || field.classList.contains("merge")) return;
    later(field, "late" in field.dataset ? null : PAUSE);
  });
  form.addEventListener("change", function (event) {
    var field = fieldOf(event.target);
    if (!field || field.classList.contains("merge")) return;
    waiting.add(field);
    store(field);
  });
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "checkbox") return;
    event.preventDefault();
    var field = fieldOf(event.target);
    if (field) store(field);
  });
  form.addEventListener("click", function (event) {
    if (!event.target.matches("[data-settle]")) return;
    event.preventDefault();
    var field = fieldOf(event.target);
    waiting.add(field);
    store(field);
  });
  // Leaving waits for what is being stored; what could not be stored is asked about.
  function leaving(event, go) {
    if (!waiting.size && !sending) return;
    event.preventDefault();
    flush().then(function () { if (![...failed.values()].some(function (why) { return why !== "refused"; })) go(); });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    leaving(event, function () { location.href = link.href; });
  });
  document.addEventListener("submit", function (event) {
    if (event.submitter) sessionStorage.setItem("pressed", pressed(event.submitter));
    leaving(event, function () { event.target.requestSubmit(event.submitter); });
  });
  window.addEventListener("beforeunload", function (event) {
    var lost = waiting.size || [...failed.values()].some(function (why) { return why === "merge"; });
    if (lost) event.preventDefault();
  });
  window.addEventListener("online", retry);
  window.addEventListener("focus", retry);

  // After the page was loaded again, the keyboard is where it was.
  function known(element) { return element.id || (element.type === "checkbox" ? element.name + "=" + element.value : ""); }
  var focused = sessionStorage.getItem("focused");
  sessionStorage.removeItem("focused");
  if (focused) [...form.elements].some(function (element) { return known(element) === focused && (element.focus(), true); });
  function pressed(button) { return button.name + "=" + button.value + " " + (button.dataset.way || ""); }
  var last = sessionStorage.getItem("pressed");
  sessionStorage.removeItem("pressed");
  if (last) {
    var found = [...form.querySelectorAll("button[name]")].find(function (button) { return pressed(button) === last; });
    if (found && found.dataset.way) found.focus();
  }
})();
