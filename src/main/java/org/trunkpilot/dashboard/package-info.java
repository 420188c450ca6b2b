/** Read-only pages and the live stream; holds no rule. */
@NullMarked
package org.trunkpilot.dashboard;

import org.jspecify.annotations.NullMarked;
