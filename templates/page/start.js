/* Fill the sections, in the order in which they stand. */
"use strict";

/* Which section is being read. */
function watchSections() {
	const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
	const seen = new IntersectionObserver((entries) => {
		for (const entry of entries) {
			if (!entry.isIntersecting) continue;
			for (const a of links.values()) a.removeAttribute("aria-current");
			links.get(entry.target.id).setAttribute("aria-current", "true");
		}
	}, { rootMargin: "-20% 0px -75% 0px" });

	for (const id of links.keys()) seen.observe(byId(id));
}

showNight(byId("night"));
showNights(byId("nights"));
showUnsteady(byId("unsteady"));
showWorkers(byId("workers"));
showTimes(byId("times"));
showUnits(byId("units"));
watchHistory();
watchSections();
byId("colophon").textContent = `nightshift ${D.tool}, ${minute(NOW)} UTC. The newest runs of each lane on each platform, and of each unit there the last ${D.history} results.`;
document.documentElement.dataset.ready = "yes";
