#include "suite/model.h"

#include "base/arena.h"

const char model_any_system[] = "any";
const char model_only_variant[] = "default";

/* The one that stands for every machine: what is written must not depend on the one that writes it (law 1). */
static void
add_platform(struct suite *s, struct arena *a)
{
	struct platform *p = ARENA_APPEND(a, s->platforms, s->platform_count);

	*p = (struct platform){ .loc = s->loc, .name = model_any_system, .system = model_any_system, .implied = true };
	for (int lane = 0; lane < LANE_COUNT; lane++)
		p->does[lane] = DOES_CHECKED;
}

void
model_defaults(struct suite *s, struct arena *a)
{
	if (!s->platform_count)
		add_platform(s, a);
	if (!s->variant_count)
		*ARENA_APPEND(a, s->variants, s->variant_count) = (struct variant){ .loc = s->loc,
			.name = model_only_variant,
			.implied = true };
}
