// Copies the text that a button names. Buttons stay hidden where the browser cannot copy.
document.querySelectorAll("button[data-copy]").forEach(function (button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  var words = button.textContent;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(function () {
      button.textContent = button.dataset.copied;
      setTimeout(function () { button.textContent = words; }, 2000);
    });
  });
});
