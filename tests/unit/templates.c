/* Every template can be parsed.  Needs build/share: `make share`. */
#include "core/view.h"
#include "tests/unit/tap.h"

int
main(void)
{
	struct conf	 conf = { .base_path = "", .rewrite = true,
				  .share_dir = "build/share" };

	view_init(&conf);
	check(view_check() == OK, "every template is parsed");
	return done();
}
