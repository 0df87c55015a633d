// Dropping files on the upload form, and how much of them has left. Without this file the form sends them all the same.
(() => {
  const uploadForm = () => document.querySelector("form.upload");
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;

  function begin() {
    const form = uploadForm();
    if (!form || form.querySelector(".drop-said")) return;
    const said = document.createElement("p");
    said.className = "drop-said";
    said.textContent = form.dataset.drop ?? "";
    form.querySelector(".help")?.before(said);
  }

  function mark(isOver) {
    const form = uploadForm();
    form?.classList.toggle("is-over", isOver);
    const said = form?.querySelector(".drop-said");
    if (said) said.textContent = (isOver ? form.dataset.here : form.dataset.drop) ?? "";
  }

  // Anywhere on the page: a file let go beside the form would otherwise replace the page.
  document.addEventListener("dragenter", (event) => {
    if (!uploadForm() || !holdsFiles(event)) return;
    depth += 1;
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!uploadForm() || !holdsFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) mark(false);
  });
  document.addEventListener("dragover", (event) => {
    if (uploadForm() && holdsFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const form = uploadForm();
    if (!form || !holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    mark(false);
    if (event.dataTransfer.files.length === 0) return;
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form !== uploadForm() || form.querySelector("input[type=file]").files.length === 0) return;
      event.preventDefault();
      send(form);
    },
    { capture: true },
  );

  function send(form) {
    const row = document.createElement("p");
    row.className = "sent";
    row.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    const words = document.createElement("span");
    row.append(bar, words);
    form.querySelector(".sent")?.remove();
    const data = new FormData(form);
    form.append(row);
    const button = form.querySelector("button");
    button.disabled = true;

    const request = new XMLHttpRequest();
    const fail = () => {
      bar.remove();
      words.textContent = form.dataset.lost ?? "";
      button.disabled = false;
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = total > 0 ? Math.floor((100 * loaded) / total) : 0;
      bar.value = percent;
      words.textContent = (form.dataset.sent ?? "").replace("{percent}", String(percent));
    });
    request.addEventListener("load", () => {
      // One file leads to its page; several, or a refusal, answer with the list and what became of each.
      if (request.responseURL !== form.action && request.status < 400) {
        location.assign(request.responseURL);
        return;
      }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = answer.querySelector("main");
      if (!main) return fail();
      document.querySelector("main").replaceWith(main);
      begin();
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    });
    request.addEventListener("error", fail);
    request.addEventListener("abort", fail);
    request.open("POST", form.action);
    request.send(data);
  }

  begin();
})();
