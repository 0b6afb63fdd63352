// Nothing here is needed: the pages work without it. It keeps the pages out of the
// list of pages that were looked at, and leaves them at once.
const button = document.querySelector('button.leave')
const go = () => location.replace(button.dataset.to)
const away = () => {
  // Nothing is to be seen from now on. The visit is ended first, unless the line is
  // slow: then the page leaves all the same, and the visit ends by itself.
  document.documentElement.hidden = true
  setTimeout(go, 500)
  fetch(button.form.action, { method: 'POST', keepalive: true, redirect: 'manual' }).then(go, go)
}
button.addEventListener('click', (event) => { event.preventDefault(); away() })

// Escape three times, for who has a keyboard.
let escapes = 0
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') { escapes = 0; return }
  if (++escapes === 3) away()
})

// A page takes the place of the one before, so that "back" leads out and not in.
for (const link of document.querySelectorAll('a[href^="/"]')) {
  link.addEventListener('click', (event) => { event.preventDefault(); location.replace(link.href) })
}

// A page that comes out of the browser's memory is asked for again.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })

// A telephone that was laid down shows nothing after a while.
const idle = Number(document.body.dataset.idle) * 1000
let timer
const again = () => { clearTimeout(timer); timer = setTimeout(away, idle) }
if (idle > 0) {
  for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, again, { passive: true })
  again()
}
