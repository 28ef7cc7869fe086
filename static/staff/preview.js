// Draws the letter anew a moment after somebody stops typing. One at a time: what is typed meanwhile is drawn next.
// Without this script the button “Preview” does the same.
(function () {
  var form = document.querySelector("form[data-preview]");
  if (!form || !window.fetch) return;
  var shown = document.getElementById("preview");
  var state = document.getElementById("preview-state");
  var timer = 0, busy = false, again = false;

  function told(words) { state.textContent = words; }

  function draw() {
    if (busy) { again = true; return; }
    busy = true;
    again = false;
    told(form.dataset.busy);
    fetch(form.dataset.preview, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 429) { // another tab of the same person is drawing
          timer = setTimeout(draw, 1500);
          return;
        }
        if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
        return answer.text().then(function (html) {
          shown.innerHTML = html;
          told(form.dataset.ready);
        });
      })
      .catch(function () { told(form.dataset.failed); })
      .finally(function () {
        busy = false;
        if (again) draw();
      });
  }

  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(draw, 900);
  });
  form.addEventListener("submit", function (event) {
    if (!event.submitter || event.submitter.value !== "preview") return;
    event.preventDefault();
    clearTimeout(timer);
    draw();
  });
  if (!shown.firstElementChild) draw();
})();
