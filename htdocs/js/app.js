(() => {
	'use strict';
})();
