/** Append-only record of everything believed, decided and done (JPA). */
@NullMarked
package org.trunkpilot.timeline;

import org.jspecify.annotations.NullMarked;
