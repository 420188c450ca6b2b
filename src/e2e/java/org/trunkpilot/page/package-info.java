/** The pages in a real browser, against the real service; only the control threads are stood in for. */
@NullMarked
package org.trunkpilot.page;

import org.jspecify.annotations.NullMarked;
